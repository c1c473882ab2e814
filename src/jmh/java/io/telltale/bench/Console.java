package io.telltale.bench;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** What the person who waits for a benchmark sees. */
final class Console {
    private Console() {}

    static void progress(String line) {
        System.out.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }
}
