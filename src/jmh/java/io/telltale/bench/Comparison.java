package io.telltale.bench;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Measures all subjects beside each other at steady rates and in a burst, alternating within each round. */
final class Comparison {
    static final List<String> RATES = List.of("200", "5000", "20000");

    private final Harness harness;
    private final List<Scenario> scenarios;
    private final Results results = new Results();

    private Comparison(Harness harness, List<Scenario> scenarios) {
        this.harness = harness;
        this.scenarios = scenarios;
    }

    static void run() throws IOException, InterruptedException {
        int rounds = Settings.rounds(5);
        try (Harness harness = Harness.start(Settings.subjects(EnumSet.allOf(SubjectName.class)))) {
            WarmUp.run(harness, Settings.warmUpSeconds());
            Comparison comparison = new Comparison(harness, scenarios());
            for (int round = 1; round <= rounds; round++) {
                comparison.round(round);
            }
            ComparisonReport.write(comparison.results, rounds);
        }
    }

    private static List<Scenario> scenarios() {
        List<Scenario> all = List.of(
                Scenario.steady(200, 8),
                Scenario.steady(5_000, 5),
                Scenario.steady(20_000, 5),
                Scenario.beans(20_000, 4),
                Scenario.burst(200_000));
        List<String> chosen =
                Settings.scenarios(all.stream().map(Scenario::name).toList());
        return all.stream().filter(one -> chosen.contains(one.name())).toList();
    }

    private void round(int round) throws IOException, InterruptedException {
        for (Scenario scenario : scenarios) {
            for (SubjectName subject : harness.subjects()) {
                Measurement one = harness.measure(subject, scenario, round);
                results.add(one);
                Console.progress(summary(one));
            }
        }
    }

    static String summary(Measurement one) {
        return String.format(
                Locale.ROOT,
                "round %d, %s, %s: arrival p50 %.1f p99 %.1f ms, lost %.0f, duplicates %.0f, "
                        + "call p50 %.0f ns, thread %.0f ns, %.0f B, process %.2f µs a call, "
                        + "%.0f requests/s, %.0f calls/s, all after %.0f ms",
                one.round(),
                one.scenario().name(),
                one.subject().argument(),
                one.arrivalP50Millis(),
                one.arrivalP99Millis(),
                one.lost(),
                one.duplicates(),
                one.callP50Nanos(),
                one.threadCpuNanos(),
                one.allocatedBytes(),
                one.processCpuMicros(),
                one.requestsPerSecond(),
                one.rate(),
                one.acknowledgedAfterMillis());
    }
}
