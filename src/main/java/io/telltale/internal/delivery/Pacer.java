package io.telltale.internal.delivery;

import java.time.Duration;

/**
 * How soon the next batch may follow the last one. In good times a minimum gap <em>after</em> a send, so that the first
 * event after a pause never waits and those behind it gather; a full batch waits for nothing. While a backlog leaves
 * after an outage, the endpoint sees at most twice its usual request rate from this client, or one request a second,
 * whichever is more.
 *
 * <p>The courier's alone.
 */
final class Pacer {
    static final long GAP = Duration.ofMillis(10).toNanos();

    private static final double SECOND = 1e9;
    private static final double LEAST_PER_SECOND = 1;
    private static final double RECOVERY_FACTOR = 2;

    private final int batchEvents;
    private final Rate requests;
    private final Rate events;
    private long lastSend;

    /** @param batchEvents how many events a full batch holds */
    Pacer(int batchEvents, long now) {
        this.batchEvents = batchEvents;
        this.requests = new Rate(now);
        this.events = new Rate(now);
        this.lastSend = now - GAP;
    }

    /** Events came in. */
    void recorded(int count, long now) {
        events.add(count, now);
    }

    /** A request leaves; one made while a backlog leaves is not usual. */
    void sent(long now, boolean recovering) {
        lastSend = now;
        if (!recovering) {
            requests.add(1, now);
        } else {
            requests.skipTo(now);
        }
    }

    /** How long the next batch waits yet, in nanoseconds; 0 or less: it may leave. */
    long waitNanos(long now, boolean full, boolean recovering) {
        if (recovering) {
            return lastSend + recoveryGap(now) - now;
        }
        return full ? 0 : lastSend + GAP - now;
    }

    /** Full batches of what comes in must always fit: else a backlog that began with the process would never leave. */
    private long recoveryGap(long now) {
        double usual = Math.max(requests.perSecond(), events.perSecondAt(now) / batchEvents);
        return (long) (SECOND / Math.max(LEAST_PER_SECOND, RECOVERY_FACTOR * usual));
    }

    /** An exponentially fading mean: what happened half a minute ago weighs a third of what happens now. */
    private static final class Rate {
        private static final double MEMORY = 30 * SECOND;

        private double count;
        private long last;

        Rate(long now) {
            last = now;
        }

        void add(int n, long now) {
            fade(now);
            count += n;
        }

        /** Lets time pass without fading: what an outage hides is no rate of zero. */
        void skipTo(long now) {
            last = now;
        }

        double perSecondAt(long now) {
            fade(now);
            return perSecond();
        }

        double perSecond() {
            return count * SECOND / MEMORY;
        }

        private void fade(long now) {
            count *= Math.exp(-(now - last) / MEMORY);
            last = now;
        }
    }
}
