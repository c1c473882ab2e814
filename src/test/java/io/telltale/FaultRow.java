package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.TreeMap;

/**
 * What became of the events of one run with one fault.
 *
 * @param stats the library's own account
 * @param kept the distinct events that the receiver kept
 * @param duplicates how often the receiver was sent an event that it had
 * @param requests that the receiver saw
 * @param longestCall of the traced calls since the fault began
 */
record FaultRow(
        String group,
        String fault,
        Delivery delivery,
        WireFormat format,
        long recorded,
        long delivered,
        long stored,
        long inFlight,
        HashMap<String, Long> dropped,
        int kept,
        long duplicates,
        int requests,
        Duration longestCall)
        implements Serializable {

    static FaultRow of(
            Fault<?> fault,
            Delivery delivery,
            WireFormat format,
            TracingStats stats,
            Receiver receiver,
            Duration longestCall) {
        return new FaultRow(
                fault.group(),
                fault.name(),
                delivery,
                format,
                stats.recorded(),
                stats.delivered(),
                stats.stored(),
                stats.inFlight(),
                new HashMap<>(stats.dropped()),
                receiver.size(),
                receiver.duplicates(),
                receiver.requests(),
                longestCall);
    }

    long droppedTotal() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Holds the account against the calls that were made and against what the receiver kept. */
    void check(Fault<?> fault, long calls) {
        assertThat(recorded).as("%s: recorded", this).isEqualTo(calls);
        assertThat(delivered + stored + inFlight + droppedTotal())
                .as("%s: the sum", this)
                .isEqualTo(recorded);
        assertThat(inFlight + stored).as("%s: left", this).isZero();
        if (fault.drops() == null) {
            assertThat(kept).as("%s: kept by the receiver", this).isEqualTo((int) calls);
            assertThat(dropped).as("%s: dropped", this).isEmpty();
        } else {
            assertThat(dropped).as("%s: dropped", this).containsOnlyKeys(fault.drops());
        }
        if (fault.ends()) {
            assertThat(kept).as("%s: kept by the receiver", this).isEqualTo((int) delivered);
        } else {
            assertThat(kept).as("%s: kept by the receiver", this).isGreaterThanOrEqualTo((int) delivered);
        }
        assertThat(longestCall).as("%s: the longest call", this).isLessThan(longestAllowed());
    }

    /** Others have the machine's cores too: what a call waits for is measured in the long outage. */
    private Duration longestAllowed() {
        Duration slack = Duration.ofSeconds(1);
        return delivery == Delivery.SYNC ? FaultRun.SYNC_MAX_WAIT.plus(slack) : slack;
    }

    /** As a row of a table. */
    String toMarkdown() {
        return "| " + group + " | " + fault + " | " + delivery.name().toLowerCase() + " | "
                + format.name().toLowerCase() + " | " + recorded + " | " + delivered + " | " + stored + " | "
                + (dropped.isEmpty() ? "0" : new TreeMap<>(dropped).toString()) + " | " + duplicates + " | " + requests
                + " | " + millis(longestCall) + " |";
    }

    static String millis(Duration time) {
        return String.format("%.1f", time.toNanos() / 1e6);
    }
}
