package io.telltale.internal.delivery;

import static io.telltale.internal.delivery.Interleavings.require;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.internal.delivery.Lane.Offer;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Callers that race with large snapshots never bring the lane above its bound in bytes. Who races may be told that the
 * lane is full for another who only is about to come, so results are not looked at.
 */
public class HeavyLaneLincheckTest {
    private static final int EVENTS = 8;
    private static final int MOST = EVENTS * Lane.LIGHT_BYTES;
    private static final int BYTES = MOST / 2;

    private final TraceEvent heavy = TraceEvent.of("heavy", new TraceContext(1, 1, 1, true, 0))
            .output("x".repeat(BYTES))
            .build();

    /** Room for eight events, of which two are heavy. */
    private final Lane lane = new Lane(EVENTS, 2 * EVENTS * Lane.LIGHT_BYTES);

    @Operation
    public void offer() {
        lane.offer(heavy, true);
    }

    @Operation(nonParallelGroup = "courier")
    public void take() {
        lane.poll();
    }

    /** Two fit, whoever raced for the room, and what was taken or turned away has left its room free again. */
    @Validate
    public void twoFit() {
        require((lane.taken() - lane.polled()) * BYTES <= MOST, "holds more bytes than it may");
        while (lane.poll() != null) {
            require(lane.polled() <= lane.taken(), "polled what was never taken");
        }
        require(lane.offer(heavy, true) != Offer.FULL, "no room for one");
        require(lane.offer(heavy, true) != Offer.FULL, "no room for a second one");
        require(lane.offer(heavy, true) == Offer.FULL, "room for a third one");
    }

    @Test
    void itHoldsNoMoreBytesThanItMay() {
        Interleavings.checkSome(HeavyLaneLincheckTest.class);
    }

    @Test
    @Tag("full")
    void itHoldsNoMoreBytesThanItMayInManyScenarios() {
        Interleavings.checkMany(HeavyLaneLincheckTest.class);
    }
}
