package io.telltale.bench;

import java.util.Arrays;

/** Which calls of one run have arrived, how often, and when. Safe for several connections. */
final class Arrivals {
    private static final long NEVER = -1;

    private final int run;
    private final int timed;
    private final long[] latencyNanos; // guarded by this, as is all that follows
    private int arrived;
    private int duplicates;
    private long requests;
    private long refused;
    private long bytes;
    private long lastAcknowledged;
    private long lastActivity = System.nanoTime();

    /**
     * @param expected the calls' numbers are below this
     * @param timed only calls below this number count for latencies: how a subject ends is no steady rate
     */
    Arrivals(int run, int expected, int timed) {
        this.run = run;
        this.timed = timed;
        this.latencyNanos = new long[expected];
        Arrays.fill(latencyNanos, NEVER);
    }

    /** Counts a whole body that arrived at {@code now}; markers of other runs don't count. */
    synchronized void accept(byte[] body, int length, long now) {
        requests++;
        bytes += length;
        lastActivity = now;
        Marker.findAll(body, length, (markedRun, call, calledAt) -> {
            if (markedRun == run) {
                arrived(call, now - calledAt);
            }
        });
    }

    /** A request was answered 503: what it held has not arrived. */
    synchronized void refuse(long now) {
        refused++;
        lastActivity = now;
    }

    synchronized void acknowledged(long now) {
        lastAcknowledged = now;
    }

    private void arrived(int call, long nanos) {
        if (latencyNanos[call] == NEVER) {
            latencyNanos[call] = nanos;
            arrived++;
        } else {
            duplicates++;
        }
    }

    synchronized boolean complete() {
        return arrived == latencyNanos.length;
    }

    synchronized long lastActivity() {
        return lastActivity;
    }

    synchronized Message report() {
        long[] sorted = Arrays.stream(latencyNanos, 0, timed)
                .filter(nanos -> nanos != NEVER)
                .sorted()
                .toArray();
        return new Message("report")
                .with("arrived", arrived)
                .with("duplicates", duplicates)
                .with("requests", requests)
                .with("refused", refused)
                .with("bytes", bytes)
                .with("lastAcknowledged", lastAcknowledged)
                .with("arrivalP50", Percentile.of(sorted, 0.50))
                .with("arrivalP99", Percentile.of(sorted, 0.99))
                .with("arrivalMax", Percentile.of(sorted, 1.0));
    }
}
