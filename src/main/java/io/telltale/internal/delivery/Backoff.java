package io.telltale.internal.delivery;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Exponential waits with jitter: the first, then twice as long each time up to the longest, every one of them spread by
 * ±50 %. The jitter comes after the cap, so that long waits keep it too and clients don't come back in step.
 */
final class Backoff {
    private final long first;
    private final long longest;
    private final DoubleSupplier random;

    /** @param random uniform in [0, 1); thread-safe */
    Backoff(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first.toNanos();
        this.longest = longest.toNanos();
        this.random = random;
    }

    /** The wait after the {@code attempt}th failure, from 1, in nanoseconds. */
    long nanos(int attempt) {
        int doublings = Math.min(attempt - 1, 62);
        long wait = first > longest >> doublings ? longest : first << doublings;
        return (long) (wait * (0.5 + random.getAsDouble()));
    }
}
