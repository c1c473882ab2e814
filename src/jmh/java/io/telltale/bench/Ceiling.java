package io.telltale.bench;

import java.io.IOException;
import java.util.Locale;

/**
 * Looks for the highest rate at which nothing is lost and arrival p99 stays below a bound, by steps that grow until one
 * fails.
 *
 * @param seconds how long each step lasts
 * @param steps how many at most
 */
record Ceiling(double seconds, int steps) {
    private static final int FIRST_RATE = 20_000;
    private static final double GROWTH = 1.4;
    private static final double ARRIVAL_P99_MILLIS = 100;

    /** Less than this of the wanted rate means that the caller could not keep up. */
    private static final double REACHED = 0.95;

    /** Returns 0 if even the first step fails. */
    double find(Harness harness, SubjectName subject, int round) throws IOException, InterruptedException {
        double highest = 0;
        double rate = FIRST_RATE;
        for (int step = 0; step < steps; step++) {
            Scenario scenario = Scenario.steady((int) rate, seconds).named("ceiling");
            Measurement one = harness.measure(subject, scenario, round);
            if (!holds(one)) {
                Console.progress("fails at " + (int) rate + "/s: " + one.summary());
                break;
            }
            highest = rate;
            rate *= GROWTH;
        }
        Console.progress(
                String.format(Locale.ROOT, "round %d, ceiling, %s: %.0f calls/s", round, subject.argument(), highest));
        return highest;
    }

    private static boolean holds(Measurement one) {
        return one.lost() == 0
                && one.arrivalP99Millis() < ARRIVAL_P99_MILLIS
                && one.rate() >= REACHED * one.scenario().rate();
    }
}
