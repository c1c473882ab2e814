package io.telltale;

import java.util.Map;

/**
 * What became of every event so far. Whenever no traced call is running and no request is open, exactly: {@code recorded
 * = delivered + stored + inFlight + the sum of dropped}.
 *
 * @param recorded events of completed calls; those a persistent store held at the start among them
 * @param delivered accepted by the endpoint
 * @param stored waiting in the event store
 * @param inFlight waiting in the lane, or leased to a request
 * @param dropped lost, by reason; a reason that never occurred is absent
 */
public record TracingStats(long recorded, long delivered, long stored, long inFlight, Map<String, Long> dropped) {
    public TracingStats {
        dropped = Map.copyOf(dropped);
    }

    /** All that was lost, whatever the reason. */
    public long droppedTotal() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }
}
