package io.telltale.bench;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** What the person who waits for a benchmark sees. */
final class Console {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Console() {}

    static void progress(String line) {
        System.out.println(LocalTime.now().format(TIME) + " " + line);
    }
}
