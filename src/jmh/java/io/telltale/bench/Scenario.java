package io.telltale.bench;

import java.time.Duration;

/**
 * One way to load a subject.
 *
 * @param rate calls a second; 0: as fast as the callers can
 * @param flush how long to wait for what is left after the last call
 */
record Scenario(String name, Shape shape, int rate, int calls, Duration flush) {
    private static final Duration FLUSH = Duration.ofSeconds(15);

    static Scenario steady(int rate, double seconds) {
        return new Scenario(Integer.toString(rate), Shape.TEXT, rate, (int) (rate * seconds), FLUSH);
    }

    static Scenario beans(int rate, double seconds) {
        return new Scenario("bean", Shape.BEAN, rate, (int) (rate * seconds), FLUSH);
    }

    static Scenario burst(int calls) {
        return new Scenario("burst", Shape.TEXT, 0, calls, FLUSH);
    }

    /**
     * So many of the first calls count for arrival latencies: all but the last second's, as the last ones leave by a
     * flush or wait for a batch that nothing fills.
     */
    int timedCalls() {
        return rate == 0 ? calls : Math.max(calls - rate, calls / 2);
    }

    Scenario named(String other) {
        return new Scenario(other, shape, rate, calls, flush);
    }

    /** No measurement of this scenario takes longer than the load, its flush and this harness's own steps. */
    Duration bound() {
        long seconds = rate == 0 ? 0 : calls / rate;
        return flush.plusSeconds(2 * seconds + 60);
    }
}
