package io.telltale.internal.delivery;

import static java.util.Objects.requireNonNull;

import io.telltale.TracingStats;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The account of every event: which state it is in, counted when it moves and never computed from what others hold.
 *
 * <p>Each state has two counters that only grow, of events that came and of events that left, so a caller pays for one
 * addition, and a snapshot taken while events move is never negative. It adds up exactly when nothing moves.
 *
 * <p>Thread-safe, lock-free. Count an event with {@link #recorded} <em>before</em> another thread can move it on.
 */
public final class Ledger {
    /** Where an event can be; the way out of these, beside {@link #DELIVERED}, is a {@link DropReason}. */
    public enum State {
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
    private final Tally lane = new Tally();
    private final Tally stored = new Tally();
    private final Tally leased = new Tally();
    private final Tally delivered = new Tally();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
    private final LongAdder restored = new LongAdder();
    private final LongAdder spilled = new LongAdder();
    private final LongAdder uploaded = new LongAdder();

    public Ledger() {
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    /** Counts {@code n} events of completed calls, into {@link State#LANE}. */
    public void recorded(long n) {
        lane.came.add(n);
    }

    /** Counts {@code n} events that a persistent store held at the start, as recorded, into {@link State#STORED}. */
    public void restored(long n) {
        restored.add(n);
        stored.came.add(n);
    }

    /** Moves {@code n} events. */
    public void move(long n, State from, State to) {
        tally(from).left.add(n);
        tally(to).came.add(n);
    }

    /** Moves {@code n} events out of the account, lost for {@code reason}. */
    public void drop(long n, State from, DropReason reason) {
        tally(from).left.add(n);
        losses(reason).add(n);
    }

    /** Counts {@code n} events given back to the store for the first time; no state, they move besides. */
    public void spilled(long n) {
        spilled.add(n);
    }

    /** Counts {@code n} events delivered after a spill; no state, they move besides. */
    public void uploaded(long n) {
        uploaded.add(n);
    }

    /** All that was recorded so far, restored events among them. */
    public long recordedTotal() {
        return lane.came.sum() + restored.sum();
    }

    public long deliveredTotal() {
        return delivered.now();
    }

    public long spilledTotal() {
        return spilled.sum();
    }

    public long uploadedTotal() {
        return uploaded.sum();
    }

    public long droppedTotal(DropReason reason) {
        return losses(reason).sum();
    }

    /** How many events are in a state; never negative. */
    public long events(State state) {
        return tally(state).now();
    }

    /** The account at this moment; exact when nothing moves. */
    public TracingStats snapshot() {
        Map<String, Long> reasons = new LinkedHashMap<>();
        for (DropReason reason : DropReason.values()) {
            long lost = droppedTotal(reason);
            if (lost != 0) {
                reasons.put(reason.wireName(), lost);
            }
        }
        // Downstream first: an event on the move may be told as in flight twice, never as delivered before recorded.
        long arrived = deliveredTotal();
        long inFlight = leased.now() + lane.now();
        long waiting = stored.now();
        return new TracingStats(recordedTotal(), arrived, waiting, inFlight, reasons);
    }

    private Tally tally(State state) {
        return switch (state) {
            case LANE -> lane;
            case STORED -> stored;
            case LEASED -> leased;
            case DELIVERED -> delivered;
        };
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
