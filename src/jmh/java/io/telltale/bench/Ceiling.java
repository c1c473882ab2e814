package io.telltale.bench;

import java.io.IOException;

/**
 * Looks for the highest rate at which nothing is lost and arrival p99 stays below a bound: by steps that grow until one
 * fails, then between the last two, to a twelfth. A step fails only if it does so several times: one moment in which the
 * machine did something else is nobody's ceiling.
 *
 * @param seconds how long each step lasts
 * @param steps how many that grow, at most
 */
record Ceiling(double seconds, int steps) {
    private static final int FIRST_RATE = 20_000;
    private static final double GROWTH = 1.4;
    private static final int HALVINGS = 2;
    private static final int ATTEMPTS = 3;
    private static final double ARRIVAL_P99_MILLIS = 100;

    /** Less than this of the wanted rate means that the caller could not keep up. */
    private static final double REACHED = 0.95;

    /** Returns 0 if even the first step fails. */
    double find(Harness harness, SubjectName subject, int round) throws IOException, InterruptedException {
        double highest = 0;
        double rate = FIRST_RATE;
        int left = steps;
        while (left > 0 && holds(harness, subject, round, (int) rate)) {
            highest = rate;
            rate *= GROWTH;
            left--;
        }
        if (highest > 0 && left > 0) {
            highest = between(highest, rate, harness, subject, round);
        }
        Console.progress(
                "round " + round + ", ceiling, " + subject.argument() + ": " + Figure.of(highest) + " calls/s");
        return highest;
    }

    private double between(double holds, double fails, Harness harness, SubjectName subject, int round)
            throws IOException, InterruptedException {
        double highest = holds;
        double tooHigh = fails;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(highest * tooHigh);
            if (holds(harness, subject, round, (int) middle)) {
                highest = middle;
            } else {
                tooHigh = middle;
            }
        }
        return highest;
    }

    private boolean holds(Harness harness, SubjectName subject, int round, int rate)
            throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Measurement one = harness.measure(subject, Scenario.step(rate, seconds), round);
            if (holds(one)) {
                return true;
            }
            Console.progress("fails at " + rate + "/s: " + one.summary());
        }
        return false;
    }

    private static boolean holds(Measurement one) {
        return one.lost() == 0
                && one.arrivalP99Millis() < ARRIVAL_P99_MILLIS
                && one.rate() >= REACHED * one.scenario().rate();
    }
}
