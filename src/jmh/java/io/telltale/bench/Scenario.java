package io.telltale.bench;

import java.time.Duration;

/**
 * One way to load a subject.
 *
 * @param rate calls a second; 0: as fast as the callers can
 * @param timedCalls so many of the first calls count for arrival latencies
 * @param flush how long to wait for what is left after the last call
 */
record Scenario(String name, Shape shape, int rate, int calls, int timedCalls, Duration flush) {
    private static final Duration FLUSH = Duration.ofSeconds(15);

    static Scenario steady(int rate, double seconds) {
        int calls = (int) (rate * seconds);
        return new Scenario(Integer.toString(rate), Shape.TEXT, rate, calls, withoutEnd(rate, calls), FLUSH);
    }

    static Scenario beans(int rate, double seconds) {
        int calls = (int) (rate * seconds);
        return new Scenario("bean", Shape.BEAN, rate, calls, withoutEnd(rate, calls), FLUSH);
    }

    static Scenario burst(int calls) {
        return new Scenario("burst", Shape.TEXT, 0, calls, calls, FLUSH);
    }

    /** A step on the way to the ceiling: a backlog that grows to the end has to show. */
    static Scenario step(int rate, double seconds) {
        int calls = (int) (rate * seconds);
        return new Scenario("ceiling", Shape.TEXT, rate, calls, calls, FLUSH);
    }

    static Scenario outage(int rate, int seconds, Duration drain) {
        return new Scenario("outage", Shape.TEXT, rate, rate * seconds, rate * seconds, drain);
    }

    /**
     * All but the last second's calls: the last ones leave by a flush or wait for a batch that nothing fills, which is no
     * steady rate.
     */
    private static int withoutEnd(int rate, int calls) {
        return Math.max(calls - rate, calls / 2);
    }

    /** No measurement of this scenario takes longer than the load, its flush and this harness's own steps. */
    Duration bound() {
        long seconds = rate == 0 ? 0 : calls / rate;
        return flush.plusSeconds(2 * seconds + 60);
    }
}
