package io.telltale.internal.delivery;

import io.telltale.TraceEvent;
import io.telltale.internal.delivery.Lane.Offer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lane is a bounded queue that can be sealed, whoever offers meanwhile: each operation happens at one moment. */
public class LaneLincheckTest {
    private final Lane lane = new Lane(2, 1 << 20);
    private final TraceEvent[] events = {FakeFormat.event("a", 0), FakeFormat.event("b", 0), FakeFormat.event("c", 0)};

    @Operation
    public String offer(@Param(gen = IntGen.class, conf = "0:2") int which) {
        Offer offer = lane.offer(events[which], true);
        return offer == Offer.TAKEN_WAKE ? "TAKEN" : offer.name();
    }

    /** As the courier takes all that is there: an offer that has not quite ended is waited for. */
    @Operation(nonParallelGroup = "courier")
    public @Nullable String take() {
        TraceEvent event = lane.poll();
        while (event == null && lane.polled() < lane.taken()) {
            event = lane.poll();
        }
        return event == null ? null : event.name();
    }

    @Operation
    public void seal() {
        lane.seal();
    }

    @Operation
    public boolean isSealed() {
        return lane.isSealed();
    }

    @Operation
    public long taken() {
        return lane.taken();
    }

    @Test
    void itIsABoundedQueueThatCanBeSealed() {
        Interleavings.checkSome(LaneLincheckTest.class);
    }

    @Test
    @Tag("full")
    void itIsABoundedQueueThatCanBeSealedInManyScenarios() {
        Interleavings.checkMany(LaneLincheckTest.class);
    }
}
