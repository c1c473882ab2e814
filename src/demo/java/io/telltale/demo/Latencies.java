package io.telltale.demo;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Some durations, to be asked for their quantiles. */
final class Latencies {
    private final long[] sortedNanos;

    Latencies(Collection<Long> nanos) {
        sortedNanos = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    int count() {
        return sortedNanos.length;
    }

    /** The duration that this percentage does not exceed, in words; a dash when there is none. */
    String percentile(int percent) {
        if (sortedNanos.length == 0) {
            return "-";
        }
        int rank = (int) Math.ceil(percent / 100.0 * sortedNanos.length);
        return inWords(sortedNanos[rank - 1]);
    }

    private static String inWords(long nanos) {
        // An event can be there before its caller has looked at the clock.
        double millis = Math.max(0, nanos) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        return millis < 1000
                ? String.format(Locale.ROOT, "%.1f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
}
