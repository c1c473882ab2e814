package io.telltale.internal.delivery;

import static io.telltale.internal.delivery.Interleavings.require;

import io.telltale.TraceEvent;
import io.telltale.internal.delivery.Lane.Offer;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What callers and the courier make of the lane's signs, as {@link Courier} and {@link Intake} read them: no courier
 * sleeps while an event waits, and none that is urgent is taken and then left to wait for the upload interval.
 */
public class WakingLincheckTest {
    private final Lane lane = new Lane(4, 1 << 20);
    private final TraceEvent event = FakeFormat.event("e", 0);

    /** A permit as of {@code LockSupport.unpark}. Any thread. */
    private volatile boolean permit;

    // The courier's
    private boolean asleep;
    private int stored;

    @Operation
    public void call() {
        if (lane.offer(event, true) == Offer.TAKEN_WAKE) {
            permit = true;
        }
    }

    @Operation(nonParallelGroup = "courier")
    public void step() {
        if (asleep && !permit) {
            return;
        }
        asleep = false;
        permit = false;
        takeAndSend();
        lane.wakeAt(1);
        asleep = !lane.hasNews();
    }

    private void takeAndSend() {
        lane.awake();
        boolean due = lane.takeUrgent();
        while (lane.poll() != null) {
            stored++;
        }
        if (due) {
            stored = 0;
        }
    }

    @Validate
    public void nothingIsForgotten() {
        require(!asleep || permit || !lane.hasNews(), "sleeps while an event waits");
        while (lane.hasNews()) {
            takeAndSend();
        }
        require(stored == 0, "urgent events wait for the interval");
    }

    @Test
    void noCourierSleepsWhileAnEventWaitsAndNoUrgentEventIsLeft() {
        Interleavings.checkSome(WakingLincheckTest.class);
    }

    @Test
    @Tag("full")
    void noCourierSleepsWhileAnEventWaitsAndNoUrgentEventIsLeftInManyScenarios() {
        Interleavings.checkMany(WakingLincheckTest.class);
    }
}
