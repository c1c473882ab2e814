package io.telltale.internal.delivery;

import java.util.function.LongSupplier;

/**
 * What the courier last saw, for callers, meters and health to read. Every field is volatile and written by the courier
 * alone.
 */
final class Pulse {
    private final LongSupplier nanoClock;

    private volatile int activeRequests;
    private volatile long oldestRequestNanos;
    private volatile boolean heldUp;
    private volatile Age oldestEvent = new Age();

    Pulse(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The earliest of some points in time; filled by one thread, then read by others. */
    static final class Age {
        private boolean known;
        private long earliest;

        void include(long nanos) {
            earliest = known && earliest - nanos < 0 ? earliest : nanos;
            known = true;
        }
    }

    void requests(int active, long oldestSentNanos) {
        oldestRequestNanos = oldestSentNanos;
        activeRequests = active;
    }

    void heldUp(boolean held) {
        heldUp = held;
    }

    void oldestEvent(Age oldest) {
        oldestEvent = oldest;
    }

    int activeRequests() {
        return activeRequests;
    }

    /** Whether events wait for the endpoint to come back, rather than for a request to end. */
    boolean isHeldUp() {
        return heldUp;
    }

    /** Whether the oldest request has been under way for longer than this. */
    boolean isRequestOlderThan(long nanos) {
        return activeRequests > 0 && nanoClock.getAsLong() - oldestRequestNanos > nanos;
    }

    /** The age of the oldest event known not to be delivered; 0 when there is none. */
    long oldestEventAgeNanos() {
        Age oldest = oldestEvent;
        return oldest.known ? Math.max(0, nanoClock.getAsLong() - oldest.earliest) : 0;
    }
}
