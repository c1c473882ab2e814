package io.telltale.internal.delivery;

import java.time.Duration;

/**
 * How soon the next batch may follow the last one. In good times a minimum gap <em>after</em> a send, so that the first
 * event after a pause never waits and those behind it gather; a full batch waits for nothing. While a backlog leaves
 * after an outage, the endpoint sees in any second at most twice the requests of this client that it is used to, or one,
 * whichever is more.
 *
 * <p>The courier's alone.
 */
final class Pacer {
    static final long GAP = Duration.ofMillis(10).toNanos();

    private static final double SECOND = 1e9;
    private static final double MEMORY = 30 * SECOND;
    private static final double LEAST_PER_SECOND = 1;
    /** Twice is the most: a second that begins just before a request sees one more. */
    private static final double RECOVERY_FACTOR = 1.9;

    private final BatchLimits limits;
    private final int batchEvents;
    private final Rate requests;
    private final BusiestSecond busiest;
    private final Rate events;
    private final Rate bytes;
    private long lastSend;

    /** How many requests the last batch has become beyond its first. */
    private int parts;

    Pacer(BatchLimits limits, long now) {
        this.limits = limits;
        this.batchEvents = limits.events();
        this.bytes = new Rate(now);
        this.requests = new Rate(now);
        this.busiest = new BusiestSecond(now);
        this.events = new Rate(now);
        this.lastSend = now - GAP;
    }

    /** Time has passed; told before the events that came meanwhile. */
    void elapsed(long now) {
        events.fade(now);
        bytes.fade(now);
    }

    /** An event of so many bytes came in. */
    void recorded(int size) {
        events.add(1);
        bytes.add(size);
    }

    /** A request leaves; one made while a backlog leaves is not usual. */
    void sent(long now, boolean recovering) {
        lastSend = now;
        parts = 0;
        if (!recovering) {
            requests.fade(now);
            requests.add(1);
            busiest.add(now);
        } else {
            requests.skipTo(now);
            busiest.skipTo(now);
        }
    }

    /** A part of the last batch leaves by itself. It waits for nothing, but what follows an outage waits for it. */
    void sentPart() {
        parts++;
    }

    /** How long the next batch waits yet, in nanoseconds; 0 or less: it may leave. */
    long waitNanos(long now, boolean full, boolean recovering) {
        if (recovering) {
            return lastSend + (1 + parts) * recoveryGap() - now;
        }
        return full ? 0 : lastSend + GAP - now;
    }

    /** Full batches of what comes in must always fit: else a backlog that began with the process would never leave. */
    private long recoveryGap() {
        double full = Math.max(events.perSecond() / batchEvents, bytes.perSecond() / limits.bytes());
        double usual = Math.max(Math.max(requests.perSecond(), busiest.requests()), full);
        return (long) (SECOND / Math.max(LEAST_PER_SECOND, RECOVERY_FACTOR * usual));
    }

    /** An exponentially fading mean: what happened half a minute ago weighs a third of what happens now. */
    private static final class Rate {

        private double count;
        private long last;

        Rate(long now) {
            last = now;
        }

        /** As of the last fading. */
        void add(int n) {
            count += n;
        }

        /** Lets time pass without fading: what an outage hides is no rate of zero. */
        void skipTo(long now) {
            last = now;
        }

        double perSecond() {
            return count * SECOND / MEMORY;
        }

        void fade(long now) {
            count *= Math.exp(-(now - last) / MEMORY);
            last = now;
        }
    }

    /**
     * The most requests in a second of late. By a mean alone the backlog of deferred events, which leave all at once every
     * few seconds, would take as long to leave as it took to come.
     */
    private static final class BusiestSecond {
        /** Of many bursts, which come every few seconds: what is usual must not fade between two of them. */
        private static final double MEMORY = 120 * SECOND;

        private double most;
        private int count;
        private long begun;

        BusiestSecond(long now) {
            begun = now;
        }

        /** A request leaves. */
        void add(long now) {
            if (now - begun >= SECOND) {
                most *= Math.exp(-(now - begun) / MEMORY);
                skipTo(now);
            }
            count++;
            most = Math.max(most, count);
        }

        /** Lets time pass without fading, and a new second begin. */
        void skipTo(long now) {
            begun = now;
            count = 0;
        }

        /** None where there was never more than one: a single request is no rate. */
        double requests() {
            return most > 1 ? most : 0;
        }
    }
}
