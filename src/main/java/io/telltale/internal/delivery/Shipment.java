package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.internal.format.Acceptance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Leased events on their way, in one request slot from lease to settlement: usually one batch, several where a receiver
 * refuses part of it. A refused batch is halved until the bad event stands alone; it is dropped if it is refused after a
 * neighbour was accepted, for only that shows that the event is at fault and not the endpoint.
 *
 * <p>The courier's alone. Every event leaves exactly once: delivered, dropped or given back; later answers settle nothing.
 */
final class Shipment {
    /** How far it has come. */
    enum State {
        UNDER_WAY,
        /** Every event that the endpoint could be asked about has had its answer. */
        DONE,
        /** The endpoint failed; what is unsettled is left. */
        FAILED,
        /** Every single event was refused, which speaks against the endpoint rather than the events; all are left. */
        ALL_REFUSED
    }

    /** With nothing accepted yet: enough to reach a single event in a batch of 65,536, and some of its neighbours. */
    static final int MAX_REFUSALS_IN_A_ROW = 24;

    /** However many bad events hide in a batch; what is then unsettled waits for a later one. */
    static final int MAX_REQUESTS = 64;

    private final AccountedStore store;
    private final BatchLimits limits;
    private final long number;
    private final long startedNanos;

    /** What is still to be sent, the one under way first. */
    private final Deque<Batch> parts = new ArrayDeque<>();

    /** Single events refused while nothing was accepted. */
    private final List<EncodedEvent> refused = new ArrayList<>();

    /** What is unsettled when this is over, until it is given back. */
    private List<EncodedEvent> left = List.of();

    private int requests;
    private boolean accepted;
    private State state = State.UNDER_WAY;

    /** @param number greater than that of any shipment leased before */
    Shipment(List<EncodedEvent> leased, AccountedStore store, BatchLimits limits, long number, long startedNanos) {
        this.number = number;
        this.store = store;
        this.limits = limits;
        this.startedNanos = startedNanos;
        divide(leased);
    }

    /** Events that a server failed over travel alone, behind the others; at the smallest limit every event does. */
    private void divide(List<EncodedEvent> leased) {
        List<EncodedEvent> together = new ArrayList<>(leased.size());
        List<EncodedEvent> alone = new ArrayList<>();
        for (EncodedEvent event : leased) {
            (isSuspect(event) ? alone : together).add(event);
        }
        if (limits.events() == 1) {
            together.forEach(event -> parts.add(Batch.of(List.of(event))));
        } else if (!together.isEmpty()) {
            parts.add(Batch.of(together));
        }
        alone.forEach(event -> parts.add(Batch.of(List.of(event))));
    }

    /** The batch to send now, while this is {@linkplain State#UNDER_WAY under way}. */
    Batch next() {
        return parts.element();
    }

    /** In the order of leases. */
    long number() {
        return number;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** The room that what is unsettled takes in the store, overhead included. */
    long room() {
        long room = 0;
        for (Batch part : parts) {
            room += part.bytes() + (long) part.size() * EventStore.OVERHEAD_BYTES;
        }
        for (EncodedEvent event : refused) {
            room += event.size() + (long) EventStore.OVERHEAD_BYTES;
        }
        for (EncodedEvent event : left) {
            room += event.size() + (long) EventStore.OVERHEAD_BYTES;
        }
        return room;
    }

    /** Takes the answer to {@link #next}. */
    State answered(Answer answer) {
        requests++;
        switch (answer.meaning()) {
            case DELIVERED -> delivered(answer.acceptance());
            case TOO_LARGE -> tooLarge();
            case REFUSED -> refused();
            default -> failed(answer);
        }
        if (state == State.UNDER_WAY) {
            conclude();
        }
        return state;
    }

    private void conclude() {
        if (parts.isEmpty() && refused.isEmpty()) {
            state = State.DONE;
        } else if (parts.isEmpty() || (!accepted && requests >= MAX_REFUSALS_IN_A_ROW)) {
            end(State.ALL_REFUSED);
        } else if (requests >= MAX_REQUESTS) {
            end(State.DONE);
        }
    }

    /** Which events a receiver rejected of those it answers for, it does not say: any so many are dropped. */
    private void delivered(Acceptance acceptance) {
        Batch part = parts.remove();
        limits.accepted();
        int taken = (int) Math.max(0, part.size() - acceptance.rejected());
        store.drop(part.events().subList(taken, part.size()), DropReason.REJECTED);
        if (taken > 0) {
            store.delivered(part.events().subList(0, taken));
            accepted = true;
            askAgain();
        }
    }

    /** What was refused while the endpoint refused everything may be as good as what it has just accepted. */
    private void askAgain() {
        if (!refused.isEmpty()) {
            parts.addFirst(Batch.of(List.copyOf(refused)));
            refused.clear();
        }
    }

    private void tooLarge() {
        Batch part = parts.remove();
        if (part.isSingle()) {
            store.drop(part.events(), DropReason.TOO_LARGE); // says nothing of what a batch may weigh
        } else {
            limits.tooLarge(part.bytes());
            halve(part);
        }
    }

    private void refused() {
        Batch part = parts.remove();
        if (!part.isSingle()) {
            halve(part);
        } else if (accepted) {
            store.drop(part.events(), DropReason.REJECTED);
        } else {
            refused.add(part.first());
        }
    }

    private void halve(Batch part) {
        parts.addFirst(part.secondHalf());
        parts.addFirst(part.firstHalf());
    }

    private void failed(Answer answer) {
        Batch part = parts.element();
        if (answer.isServerError()) {
            limits.failed(part.size());
            if (part.isSingle() && part.first() instanceof StoredEvent event) {
                event.suspect();
                if (accepted) {
                    store.giveBackLast(parts.remove().events());
                    return;
                }
            }
        }
        end(State.FAILED);
    }

    /** Ends it without an answer. */
    void abandon() {
        end(State.FAILED);
    }

    private void end(State how) {
        List<EncodedEvent> unsettled = new ArrayList<>(refused);
        parts.forEach(part -> unsettled.addAll(part.events()));
        refused.clear();
        parts.clear();
        left = unsettled;
        state = how;
    }

    /** What it left unsettled, oldest first; to be given back. */
    List<EncodedEvent> left() {
        return left;
    }

    /** Gives back what it left. */
    void giveBack() {
        store.giveBack(left);
        left = List.of();
    }

    private static boolean isSuspect(EncodedEvent event) {
        return event instanceof StoredEvent stored && stored.isSuspect();
    }
}
