package io.telltale.bench;

import java.io.IOException;
import java.util.List;

/** Makes a subject's code hot at mixed rates before anything of it counts. */
final class WarmUp {
    private static final int BURST = 50_000;

    private WarmUp() {}

    static void run(Harness harness, int seconds) throws IOException, InterruptedException {
        if (seconds == 0) {
            return;
        }
        for (SubjectName subject : harness.subjects()) {
            Console.progress("warm-up of " + subject.title() + ", " + seconds + " s");
            for (Scenario scenario : mixed(seconds)) {
                harness.measure(subject, scenario, 0);
            }
        }
    }

    private static List<Scenario> mixed(int seconds) {
        return List.of(
                Scenario.steady(5_000, seconds * 0.4),
                Scenario.steady(20_000, seconds * 0.3),
                Scenario.beans(20_000, seconds * 0.15),
                Scenario.steady(200, seconds * 0.15),
                Scenario.burst(BURST));
    }
}
