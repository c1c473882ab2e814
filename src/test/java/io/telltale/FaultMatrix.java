package io.telltale;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Every fault with every delivery. Formats go in turn, so that each meets every fault and every delivery, though not
 * every pair of them.
 */
final class FaultMatrix {
    private static final List<Delivery> DELIVERIES = List.of(Delivery.ASYNC, Delivery.DEFERRED, Delivery.SYNC);

    private FaultMatrix() {}

    static Stream<Arguments> of(List<Fault<?>> faults) {
        WireFormat[] formats = WireFormat.values();
        List<Arguments> rows = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            for (int j = 0; j < DELIVERIES.size(); j++) {
                rows.add(Arguments.of(faults.get(i), DELIVERIES.get(j), formats[(i + j) % formats.length]));
            }
        }
        return rows.stream();
    }
}
