package io.telltale.bench;

/** The value that a share of all values does not exceed. */
final class Percentile {
    private Percentile() {}

    /** Returns -1 if there is no value. */
    static long of(long[] sorted, double share) {
        if (sorted.length == 0) {
            return -1;
        }
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
