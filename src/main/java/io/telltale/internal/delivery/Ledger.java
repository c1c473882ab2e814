package io.telltale.internal.delivery;

import static java.util.Objects.requireNonNull;

import io.telltale.TracingStats;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The account of every event: which state it is in, counted when it moves and never computed from what others hold.
 *
 * <p>Each state has two counters that only grow, of events that came and of events that left, so a snapshot taken while
 * events move is never negative. It adds up exactly when nothing moves. What came to the lane is the lane's own index:
 * a caller pays for no counter, and no event can be in the lane uncounted.
 *
 * <p>Thread-safe, lock-free. Count an event where it goes <em>before</em> another thread can move it on.
 */
final class Ledger {
    /** Where an event can be; the way out of these, beside {@link #DELIVERED}, is a {@link DropReason}. */
    enum State {
        /** Finished, not yet encoded. */
        LANE,
        /** Encoded, waiting in the event store. */
        STORED,
        /** On its way in a request, back-off included. */
        LEASED,
        /** Accepted by the endpoint; for good. */
        DELIVERED
    }

    // All thread-safe in themselves; the map is not changed after construction.
    private final LongSupplier lane;
    private final LongAdder leftLane = new LongAdder();
    private final Tally stored = new Tally();
    private final Tally leased = new Tally();
    private final Tally delivered = new Tally();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
    private final LongAdder pastLane = new LongAdder();
    private final LongAdder restored = new LongAdder();
    private final LongAdder spilled = new LongAdder();
    private final LongAdder uploaded = new LongAdder();

    /** @param laneTaken how many events the lane ever took */
    Ledger(LongSupplier laneTaken) {
        this.lane = laneTaken;
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    /** Counts an event that goes past a full lane, into {@link State#STORED}. */
    void recordedPastLane() {
        pastLane.increment();
        stored.came.increment();
    }

    /** Counts {@code n} events that a persistent store held at the start, as recorded, into {@link State#STORED}. */
    void restored(long n) {
        restored.add(n);
        stored.came.add(n);
    }

    /** Moves {@code n} events. */
    void move(long n, State from, State to) {
        tally(to).came.add(n);
        left(from).add(n);
    }

    /** Moves {@code n} events out of the account, lost for {@code reason}. */
    void drop(long n, State from, DropReason reason) {
        losses(reason).add(n);
        left(from).add(n);
    }

    /** Counts {@code n} events given back to the store for the first time; no state, they move besides. */
    void spilled(long n) {
        spilled.add(n);
    }

    /** Counts {@code n} events delivered after a spill; no state, they move besides. */
    void uploaded(long n) {
        uploaded.add(n);
    }

    /** All that was recorded so far, restored events among them. */
    long recordedTotal() {
        return lane.getAsLong() + pastLane.sum() + restored.sum();
    }

    long deliveredTotal() {
        return delivered.now();
    }

    /** All that left the road for good, delivered or lost. */
    long settledTotal() {
        long settled = deliveredTotal();
        for (LongAdder lost : dropped.values()) {
            settled += lost.sum();
        }
        return settled;
    }

    long spilledTotal() {
        return spilled.sum();
    }

    long uploadedTotal() {
        return uploaded.sum();
    }

    long droppedTotal(DropReason reason) {
        return losses(reason).sum();
    }

    /** How many events are in a state; never negative. */
    long events(State state) {
        if (state == State.LANE) {
            long gone = leftLane.sum();
            return lane.getAsLong() - gone;
        }
        return tally(state).now();
    }

    /** The account at this moment; exact when nothing moves. */
    TracingStats snapshot() {
        Map<String, Long> reasons = new LinkedHashMap<>();
        for (DropReason reason : DropReason.values()) {
            long lost = droppedTotal(reason);
            if (lost != 0) {
                reasons.put(reason.wireName(), lost);
            }
        }
        // Downstream first: an event on the move may be told as in flight twice, never as delivered before recorded.
        long arrived = deliveredTotal();
        long inFlight = leased.now() + events(State.LANE);
        long waiting = stored.now();
        return new TracingStats(recordedTotal(), arrived, waiting, inFlight, reasons);
    }

    private Tally tally(State state) {
        return switch (state) {
            case LANE -> throw new IllegalArgumentException("nothing moves into the lane but by an offer");
            case STORED -> stored;
            case LEASED -> leased;
            case DELIVERED -> delivered;
        };
    }

    private LongAdder left(State state) {
        return state == State.LANE ? leftLane : tally(state).left;
    }

    private LongAdder losses(DropReason reason) {
        return requireNonNull(dropped.get(reason));
    }

    /** What came to a state and what left it; an event comes before it leaves. */
    private static final class Tally {
        final LongAdder came = new LongAdder();
        final LongAdder left = new LongAdder();

        long now() {
            // In this order: what left by now, came before now.
            long gone = left.sum();
            return came.sum() - gone;
        }
    }
}
