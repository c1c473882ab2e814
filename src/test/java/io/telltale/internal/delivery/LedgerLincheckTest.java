package io.telltale.internal.delivery;

import static io.telltale.internal.delivery.Interleavings.require;

import io.telltale.TracingStats;
import io.telltale.internal.delivery.Ledger.State;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The account adds up exactly once nothing moves, whoever moved events meanwhile; and who looks in between sees no
 * negative figure and nothing delivered before it was recorded. A moment's figures are not one moment's, so results are
 * not looked at.
 */
public class LedgerLincheckTest {
    /** As the lane's own index. Any thread. */
    private final AtomicLong taken = new AtomicLong();

    private final Ledger ledger = new Ledger(taken::get);

    // How many events are there to be moved: a thread claims one before it moves it. Any thread.
    private final AtomicInteger inLane = new AtomicInteger();
    private final AtomicInteger stored = new AtomicInteger();
    private final AtomicInteger leased = new AtomicInteger();

    // What ended, and how. Any thread.
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger rejected = new AtomicInteger();
    private final AtomicInteger overflowed = new AtomicInteger();

    @Operation
    public void call() {
        taken.incrementAndGet();
        inLane.incrementAndGet();
    }

    @Operation
    public void callPastAFullLane() {
        ledger.recordedPastLane();
        stored.incrementAndGet();
    }

    @Operation
    public void encode() {
        if (claimed(inLane)) {
            ledger.move(1, State.LANE, State.STORED);
            stored.incrementAndGet();
        }
    }

    @Operation
    public void lease() {
        if (claimed(stored)) {
            ledger.move(1, State.STORED, State.LEASED);
            leased.incrementAndGet();
        }
    }

    @Operation
    public void giveBack() {
        if (claimed(leased)) {
            ledger.move(1, State.LEASED, State.STORED);
            stored.incrementAndGet();
        }
    }

    @Operation
    public void deliver() {
        if (claimed(leased)) {
            ledger.move(1, State.LEASED, State.DELIVERED);
            delivered.incrementAndGet();
        }
    }

    @Operation
    public void reject() {
        if (claimed(leased)) {
            ledger.drop(1, State.LEASED, DropReason.REJECTED);
            rejected.incrementAndGet();
        }
    }

    @Operation
    public void overflow() {
        if (claimed(stored)) {
            ledger.drop(1, State.STORED, DropReason.STORE_FULL);
            overflowed.incrementAndGet();
        }
    }

    @Operation
    public void look() {
        TracingStats stats = ledger.snapshot();
        require(stats.delivered() >= 0 && stats.stored() >= 0 && stats.inFlight() >= 0, "tells a negative figure");
        require(stats.delivered() <= stats.recorded(), "tells more delivered than recorded");
    }

    @Validate
    public void addsUpExactly() {
        TracingStats stats = ledger.snapshot();
        long dropped = 0;
        for (long lost : stats.dropped().values()) {
            dropped += lost;
        }
        require(
                stats.recorded() == stats.delivered() + stats.stored() + stats.inFlight() + dropped,
                "the account does not add up");
        require(stats.delivered() == delivered.get(), "delivered is not what was delivered");
        require(stats.stored() == stored.get(), "stored is not what is stored");
        require(stats.inFlight() == inLane.get() + leased.get(), "in flight is not what is in lane and requests");
        require(ledger.droppedTotal(DropReason.REJECTED) == rejected.get(), "rejected is not what was rejected");
        require(ledger.droppedTotal(DropReason.STORE_FULL) == overflowed.get(), "overflow is not what overflowed");
    }

    private static boolean claimed(AtomicInteger events) {
        int there = events.get();
        while (there > 0) {
            if (events.compareAndSet(there, there - 1)) {
                return true;
            }
            there = events.get();
        }
        return false;
    }

    @Test
    void theAccountAddsUpWhoeverMovedEventsMeanwhile() {
        Interleavings.checkSome(LedgerLincheckTest.class);
    }

    @Test
    @Tag("full")
    void theAccountAddsUpWhoeverMovedEventsMeanwhileInManyScenarios() {
        Interleavings.checkMany(LedgerLincheckTest.class);
    }
}
