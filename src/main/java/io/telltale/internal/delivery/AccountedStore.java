package io.telltale.internal.delivery;

import static java.util.Objects.requireNonNull;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.internal.delivery.Ledger.State;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The event store and its account: whatever enters or leaves the store is counted here, and nowhere else. A store that
 * throws, be it an error, or gives null costs {@link DropReason#STORE_ERROR}, never a call and never the courier.
 *
 * <p>{@link #putPastLane} is for any thread; the rest is the courier's.
 */
final class AccountedStore {
    /** What the courier does besides when events leave for good. */
    interface Observer {
        void delivered(List<EncodedEvent> events);

        void dropped(DropReason reason, long events);

        void storeFailed(Throwable failure);
    }

    private final EventStore store;

    /** The same, if it is one. */
    private final @Nullable BulkStore bulkStore;

    /** The same, if it is one. */
    private final @Nullable DiskStore diskStore;

    private final Ledger ledger;
    private final Observer observer;

    /** Events that the store held at the start belong to this one. */
    private final Epoch firstEpoch;

    /** Callers that put an event past the lane. Any thread. */
    private final Turnstile pastLane = new Turnstile();

    AccountedStore(EventStore store, Ledger ledger, Epoch firstEpoch, Observer observer) {
        this.store = store;
        this.bulkStore = store instanceof BulkStore bulk ? bulk : null;
        this.diskStore = store instanceof DiskStore disk ? disk : null;
        this.ledger = ledger;
        this.firstEpoch = firstEpoch;
        this.observer = observer;
        restored(attempt(store::size, 0));
    }

    private void restored(int events) {
        ledger.restored(events);
        firstEpoch.restored(events);
    }

    /**
     * Stores events that came through the lane.
     *
     * @param spilled whether they go to the store because they can't be sent
     */
    void put(List<StoredEvent> events, boolean spilled) {
        byEpoch(events, Epoch::stored);
        ledger.move(events.size(), State.LANE, State.STORED);
        if (spilled) {
            events.forEach(StoredEvent::spill);
            ledger.spilled(events.size());
        }
        if (bulkStore == null) {
            events.forEach(this::add);
        } else {
            addAll(bulkStore, events);
        }
        if (spilled) {
            release(events); // their callers came between the set-back and the news of it
        }
    }

    /**
     * Stores an event whose lane was full, on its caller's thread.
     *
     * @param encoding gives the event, or null once it has told why it is lost
     * @return false once the store is {@linkplain #seal sealed}: the event was not recorded
     */
    boolean putPastLane(Function<Consumer<DropReason>, @Nullable StoredEvent> encoding) {
        if (!pastLane.enter()) {
            return false;
        }
        try {
            ledger.recordedPastLane();
            StoredEvent event = encoding.apply(this::lostPastLane);
            if (event != null) {
                event.epoch().stored(1);
                event.spill();
                ledger.spilled(1);
                add(event);
                release(event);
            }
            return true;
        } finally {
            pastLane.leave();
        }
    }

    private void lostPastLane(DropReason reason) {
        ledger.drop(1, State.STORED, reason);
        observer.dropped(reason, 1);
    }

    /** Turns callers that come past the lane away from now on, and waits a moment for those that are inside. */
    void seal() {
        pastLane.seal();
    }

    private void add(StoredEvent event) {
        List<EncodedEvent> dropped;
        try {
            dropped = requireNonNull(store.add(event));
        } catch (Throwable e) {
            observer.storeFailed(e);
            lose(List.of(event), State.STORED, DropReason.STORE_ERROR);
            return;
        }
        if (!dropped.isEmpty()) {
            lose(dropped, State.STORED, DropReason.STORE_FULL);
        }
    }

    private void addAll(BulkStore bulk, List<StoredEvent> events) {
        List<EncodedEvent> dropped;
        try {
            dropped = bulk.addAll(events);
        } catch (Throwable e) {
            observer.storeFailed(e);
            lose(events, State.STORED, DropReason.STORE_ERROR);
            return;
        }
        if (!dropped.isEmpty()) {
            lose(dropped, State.STORED, DropReason.STORE_FULL);
        }
    }

    /** The oldest events, now leased; empty when nothing waits. */
    List<EncodedEvent> lease(int maxEvents, long maxBytes) {
        List<EncodedEvent> leased = attempt(() -> requireNonNull(store.lease(maxEvents, maxBytes)), List.of());
        if (diskStore != null) {
            restored(diskStore.takeFoundLate());
        }
        ledger.move(leased.size(), State.STORED, State.LEASED);
        return leased;
    }

    /** Ends the lease of events that the endpoint accepted. */
    void delivered(List<EncodedEvent> events) {
        settle(events);
        ledger.uploaded(spilledAmong(events));
        ledger.move(events.size(), State.LEASED, State.DELIVERED);
        byEpoch(events, Epoch::delivered);
        release(events);
        observer.delivered(events);
    }

    /** Ends the lease of events that are lost. */
    void drop(List<EncodedEvent> events, DropReason reason) {
        if (events.isEmpty()) {
            return;
        }
        settle(events);
        lose(events, State.LEASED, reason);
    }

    /** Ends the lease of events that leave first next time. */
    void giveBack(List<EncodedEvent> events) {
        back(events, store::giveBack);
    }

    /** Ends the lease of events that others should overtake. */
    void giveBackLast(List<EncodedEvent> events) {
        back(events, store::giveBackLast);
    }

    private void back(List<EncodedEvent> events, Consumer<List<EncodedEvent>> road) {
        if (events.isEmpty()) {
            return;
        }
        ledger.spilled(markSpilled(events));
        try {
            ledger.move(events.size(), State.LEASED, State.STORED);
            road.accept(events);
        } catch (Throwable e) {
            observer.storeFailed(e);
            lose(events, State.STORED, DropReason.STORE_ERROR);
        }
        release(events);
    }

    /** Drops all that waits: tracing ends, and a store in memory ends with it. */
    void dropRest() {
        List<EncodedEvent> rest = lease(Integer.MAX_VALUE, Long.MAX_VALUE);
        while (!rest.isEmpty()) {
            drop(rest, DropReason.CLOSED);
            rest = lease(Integer.MAX_VALUE, Long.MAX_VALUE);
        }
        loseWhatIsLeft(); // a store that can no longer say what it holds: the account still ends even
    }

    void close() {
        try {
            store.close();
        } catch (Throwable e) {
            observer.storeFailed(e);
            loseWhatIsLeft(); // a persistent store could not keep it
        }
    }

    private void loseWhatIsLeft() {
        long left = ledger.events(State.STORED);
        if (left > 0) {
            ledger.drop(left, State.STORED, DropReason.STORE_ERROR);
            observer.dropped(DropReason.STORE_ERROR, left);
        }
    }

    boolean isPersistent() {
        return attempt(store::isPersistent, false);
    }

    boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        return attempt(store::size, 0);
    }

    long bytes() {
        return attempt(store::bytes, 0L);
    }

    double fill() {
        return attempt(store::fill, 0.0);
    }

    /** How much of the disk is taken; NaN where nothing is kept on one. */
    double diskBytes() {
        return diskStore == null ? Double.NaN : diskStore.diskBytes();
    }

    @Nullable EncodedEvent oldest() {
        try {
            return store.oldest();
        } catch (Throwable e) {
            observer.storeFailed(e);
            return null;
        }
    }

    private void settle(List<EncodedEvent> events) {
        try {
            store.settle(events);
        } catch (Throwable e) {
            observer.storeFailed(e); // the events have left all the same
        }
    }

    private void lose(List<? extends EncodedEvent> events, State from, DropReason reason) {
        ledger.drop(events.size(), from, reason);
        byEpoch(events, Epoch::dropped);
        release(events);
        observer.dropped(reason, events.size());
    }

    /** Tells each epoch how many of the events are its own. Epochs follow each other, so these lie together. */
    private void byEpoch(List<? extends EncodedEvent> events, ObjIntConsumer<Epoch> count) {
        Epoch epoch = firstEpoch;
        int ofEpoch = 0;
        for (EncodedEvent event : events) {
            Epoch next = event instanceof StoredEvent stored ? stored.epoch() : firstEpoch;
            if (next != epoch) {
                count.accept(epoch, ofEpoch);
                epoch = next;
                ofEpoch = 0;
            }
            ofEpoch++;
        }
        count.accept(epoch, ofEpoch);
    }

    private static long markSpilled(List<EncodedEvent> events) {
        long first = 0;
        for (EncodedEvent event : events) {
            if (event instanceof StoredEvent stored && !stored.isSpilled()) {
                stored.spill();
                first++;
            }
        }
        return first;
    }

    /** What a store held at the start was spilled by an earlier process. */
    private static long spilledAmong(List<EncodedEvent> events) {
        long spilled = 0;
        for (EncodedEvent event : events) {
            if (!(event instanceof StoredEvent stored) || stored.isSpilled()) {
                spilled++;
            }
        }
        return spilled;
    }

    /** The last thing to happen to events: whoever waits for one may look at the account next. */
    private static void release(List<? extends EncodedEvent> events) {
        events.forEach(AccountedStore::release);
    }

    private static void release(EncodedEvent event) {
        Ticket ticket = event instanceof StoredEvent stored ? stored.ticket() : null;
        if (ticket != null) {
            ticket.release();
        }
    }

    private <T> T attempt(Supplier<T> question, T otherwise) {
        try {
            return question.get();
        } catch (Throwable e) {
            observer.storeFailed(e);
            return otherwise;
        }
    }
}
