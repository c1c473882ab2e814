package io.telltale.internal.delivery;

import static io.telltale.internal.delivery.Ledger.State.DELIVERED;
import static io.telltale.internal.delivery.Ledger.State.LANE;
import static io.telltale.internal.delivery.Ledger.State.LEASED;
import static io.telltale.internal.delivery.Ledger.State.STORED;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.internal.delivery.FaultyStore.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the account, the epochs, waiting callers and the operator learn of each way into the store and out of it. */
class AccountedStoreTest {
    private final AtomicLong lane = new AtomicLong();
    private final Ledger ledger = new Ledger(lane::get);
    private final Epoch firstEpoch = new Epoch();
    private final Told told = new Told();
    private final FaultyStore faulty = new FaultyStore();
    private final AccountedStore store = over(faulty);

    private AccountedStore over(EventStore events) {
        return new AccountedStore(events, ledger, firstEpoch, told);
    }

    @Test
    void whatTheStoreHeldAtTheStartIsRecordedAndAFlushWaitsForIt() {
        FaultyStore full = new FaultyStore();
        for (int i = 0; i < 3; i++) {
            full.add(new EncodedEvent(FakeFormat.ENVELOPE, new byte[10], 0));
        }
        AccountedStore found = over(full);
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Flush flush = new Flush(List.of(firstEpoch), done);

        assertThat(ledger.recordedTotal()).isEqualTo(3);
        assertThat(ledger.events(STORED)).isEqualTo(3);
        assertThat(flush.concluded()).isFalse();
        found.delivered(found.lease(3, 1_000));
        assertThat(flush.concluded()).isTrue();
        assertThat(done).isCompletedWithValue(true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatCameThroughTheLaneIsStored(boolean bulk) {
        AccountedStore into = bulk ? over(new InMemoryEventStore(10, 10_000, false)) : store;
        Epoch epoch = new Epoch();
        List<StoredEvent> events = throughLane(2, epoch);
        into.put(events, false);

        assertThat(ledger.events(LANE)).isZero();
        assertThat(ledger.events(STORED)).isEqualTo(2);
        assertThat(ledger.spilledTotal()).isZero();
        assertThat(epoch.isSettled()).isFalse();
        assertThat(events).noneMatch(StoredEvent::isSpilled);
        assertThat(isReleased(events.get(0)))
                .as("its caller waits for the answer")
                .isFalse();
        assertThat(into.lease(10, 10_000)).isEqualTo(events);
    }

    @Test
    void whatCanNotBeSentNowHasSpilledAndItsCallersWaitNoLonger() {
        List<StoredEvent> events = throughLane(2, new Epoch());
        store.put(events, true);

        assertThat(ledger.spilledTotal()).isEqualTo(2);
        assertThat(events).allMatch(StoredEvent::isSpilled).allMatch(AccountedStoreTest::isReleased);
        store.delivered(store.lease(10, 1_000));
        assertThat(ledger.uploadedTotal()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAFullStoreDropsIsLostForThatReason(boolean bulk) {
        InMemoryEventStore one = new InMemoryEventStore(1, 10_000, false);
        AccountedStore into = over(bulk ? one : new OneByOne(one));
        Epoch epoch = new Epoch();
        List<StoredEvent> events = throughLane(3, epoch);
        into.put(events, false);

        assertThat(ledger.droppedTotal(DropReason.STORE_FULL)).isEqualTo(2);
        assertThat(ledger.events(STORED)).isEqualTo(1);
        assertThat(epoch.lost()).isEqualTo(2);
        assertThat(told.dropped()).isEqualTo("2 store_full");
        assertThat(events.stream().map(AccountedStoreTest::isReleased)).containsExactly(true, true, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheStoreCanNotTakeIsLostAsItsErrorAndToldAsSuch(boolean bulk) {
        AccountedStore into = bulk ? over(new BrokenBulkStore(faulty.fault)) : store;
        faulty.breakDown(Method.ADD);
        Epoch epoch = new Epoch();
        List<StoredEvent> events = throughLane(2, epoch);
        into.put(events, false);

        assertThat(ledger.droppedTotal(DropReason.STORE_ERROR)).isEqualTo(2);
        assertThat(ledger.events(STORED)).isZero();
        assertThat(epoch.lost()).isEqualTo(2);
        assertThat(epoch.isSettled()).isTrue();
        assertThat(events).allMatch(AccountedStoreTest::isReleased);
        assertThat(told.dropped()).isEqualTo("2 store_error");
        assertThat(told.failures).isNotEmpty().allMatch(faulty.fault::equals);
    }

    @Test
    void anEventThatComesPastTheLaneIsRecordedAndHasSpilled() {
        Epoch epoch = new Epoch();
        StoredEvent event = event(epoch);

        assertThat(store.putPastLane(lost -> event)).isTrue();
        assertThat(ledger.recordedTotal()).isEqualTo(1);
        assertThat(ledger.events(STORED)).isEqualTo(1);
        assertThat(ledger.spilledTotal()).isEqualTo(1);
        assertThat(event.isSpilled()).isTrue();
        assertThat(isReleased(event)).isTrue();
        assertThat(epoch.isSettled()).isFalse();
        assertThat(store.lease(1, 1_000)).containsExactly(event);
    }

    @Test
    void anEventThatComesPastTheLaneAndCanNotBeEncodedIsRecordedAndLost() {
        assertThat(store.putPastLane(lost -> {
                    lost.accept(DropReason.UNENCODABLE);
                    return null;
                }))
                .isTrue();
        assertThat(ledger.recordedTotal()).isEqualTo(1);
        assertThat(ledger.events(STORED)).isZero();
        assertThat(ledger.droppedTotal(DropReason.UNENCODABLE)).isEqualTo(1);
        assertThat(ledger.spilledTotal()).isZero();
        assertThat(told.dropped()).isEqualTo("1 unencodable");
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void onceSealedNothingComesPastTheLane() {
        store.seal();

        assertThat(store.putPastLane(lost -> event(firstEpoch))).isFalse();
        assertThat(ledger.recordedTotal()).isZero();
        assertThat(store.isEmpty()).isTrue();
    }

    @Test
    void whatIsDeliveredSettlesItsEpochAndReleasesItsCallersBeforeItIsTold() {
        Epoch epoch = new Epoch();
        List<StoredEvent> events = throughLane(2, epoch);
        store.put(events, false);
        store.delivered(store.lease(10, 1_000));

        assertThat(ledger.events(DELIVERED)).isEqualTo(2);
        assertThat(ledger.events(LEASED)).isZero();
        assertThat(ledger.uploadedTotal()).isZero();
        assertThat(epoch.isSettled()).isTrue();
        assertThat(epoch.lost()).isZero();
        assertThat(events).allMatch(AccountedStoreTest::isReleased);
        assertThat(told.delivered).containsExactlyElementsOf(events);
        assertThat(faulty.bytes()).as("the room it had").isZero();
    }

    @Test
    void eachEpochIsToldOfItsOwnEvents() {
        Epoch one = new Epoch();
        Epoch two = new Epoch();
        List<StoredEvent> events = new ArrayList<>(throughLane(1, one));
        events.addAll(throughLane(2, two));
        store.put(events, false);
        List<EncodedEvent> leased = store.lease(10, 1_000);

        store.drop(leased.subList(1, 3), DropReason.REJECTED);
        assertThat(two.isSettled()).isTrue();
        assertThat(two.lost()).isEqualTo(2);
        assertThat(one.isSettled()).isFalse();
        store.delivered(leased.subList(0, 1));
        assertThat(one.isSettled()).isTrue();
        assertThat(one.lost()).isZero();
    }

    @Test
    void whatIsDroppedLosesItsLease() {
        List<StoredEvent> events = throughLane(2, new Epoch());
        store.put(events, false);
        store.drop(store.lease(10, 1_000), DropReason.TOO_LARGE);

        assertThat(ledger.events(LEASED)).isZero();
        assertThat(ledger.droppedTotal(DropReason.TOO_LARGE)).isEqualTo(2);
        assertThat(events).allMatch(AccountedStoreTest::isReleased);
        assertThat(told.dropped()).isEqualTo("2 too_large");
        assertThat(faulty.bytes()).as("the room they had").isZero();
    }

    @Test
    void ofNothingNothingIsTold() {
        store.drop(List.of(), DropReason.REJECTED);
        faulty.breakDown(Method.GIVE_BACK, Method.GIVE_BACK_LAST);
        store.giveBack(List.of());
        store.giveBackLast(List.of());

        assertThat(told.dropped()).isEmpty();
        assertThat(told.failures).isEmpty();
    }

    @Test
    void whatIsGivenBackHasSpilledOnceHoweverOftenItComesBack() {
        List<StoredEvent> events = throughLane(2, new Epoch());
        store.put(events, false);
        store.giveBack(store.lease(10, 1_000));
        store.giveBack(store.lease(10, 1_000));

        assertThat(ledger.spilledTotal()).isEqualTo(2);
        assertThat(ledger.events(STORED)).isEqualTo(2);
        assertThat(events).allMatch(AccountedStoreTest::isReleased);
        assertThat(store.lease(10, 1_000)).isEqualTo(events);
    }

    @Test
    void whatIsGivenBackLastIsOvertaken() {
        List<StoredEvent> events = throughLane(2, new Epoch());
        store.put(events, false);
        store.giveBackLast(store.lease(1, 1_000));

        assertThat(store.lease(10, 1_000)).containsExactly(events.get(1), events.get(0));
    }

    @Test
    void whatCanNotBeGivenBackIsLost() {
        Epoch epoch = new Epoch();
        List<StoredEvent> events = throughLane(2, epoch);
        store.put(events, false);
        List<EncodedEvent> leased = store.lease(10, 1_000);
        faulty.breakDown(Method.GIVE_BACK);
        store.giveBack(leased);

        assertThat(ledger.events(STORED)).isZero();
        assertThat(ledger.droppedTotal(DropReason.STORE_ERROR)).isEqualTo(2);
        assertThat(epoch.lost()).isEqualTo(2);
        assertThat(events).allMatch(AccountedStoreTest::isReleased);
        assertThat(told.failures).containsExactly(faulty.fault);
    }

    @Test
    void atTheEndAllThatWaitsIsDroppedHoweverManyLeasesThatTakes() {
        FewAtATime few = new FewAtATime();
        AccountedStore into = over(few);
        into.put(throughLane(7, new Epoch()), false);
        into.dropRest();

        assertThat(ledger.events(STORED)).isZero();
        assertThat(ledger.events(LEASED)).isZero();
        assertThat(ledger.droppedTotal(DropReason.CLOSED)).isEqualTo(7);
        assertThat(few.size()).isZero();
    }

    @Test
    void whatAStoreNoLongerGivesOutAtTheEndIsLostAsItsError() {
        store.put(throughLane(2, new Epoch()), false);
        faulty.breakDown(Method.LEASE);
        store.dropRest();

        assertThat(ledger.events(STORED)).isZero();
        assertThat(ledger.droppedTotal(DropReason.STORE_ERROR)).isEqualTo(2);
        assertThat(told.dropped()).isEqualTo("2 store_error");
    }

    @Test
    void aStoreThatClosesKeepsWhatItHoldsAndOneThatFailsToDoesNot() {
        store.put(throughLane(2, new Epoch()), false);
        store.close();
        assertThat(faulty.closed).isTrue();
        assertThat(ledger.events(STORED)).isEqualTo(2);
        assertThat(told.failures).isEmpty();

        faulty.breakDown(Method.CLOSE);
        store.close();
        assertThat(told.failures).containsExactly(faulty.fault);
        assertThat(ledger.events(STORED)).isZero();
        assertThat(ledger.droppedTotal(DropReason.STORE_ERROR)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"OLDEST", "SIZE", "BYTES", "FILL", "IS_PERSISTENT", "LEASE"})
    void aQuestionThatTheStoreCanNotAnswerIsToldAndAnsweredWithNothing(Method method) {
        faulty.persistent = true;
        store.put(throughLane(2, new Epoch()), false);
        faulty.breakDown(method);
        Object answer = switch (method) {
            case OLDEST -> store.oldest();
            case SIZE -> store.isEmpty() ? store.size() : -1;
            case BYTES -> store.bytes();
            case FILL -> store.fill();
            case IS_PERSISTENT -> store.isPersistent();
            default -> store.lease(10, 1_000);
        };

        assertThat(answer)
                .isEqualTo(
                        switch (method) {
                            case OLDEST -> null;
                            case SIZE -> 0;
                            case BYTES -> 0L;
                            case FILL -> 0.0;
                            case IS_PERSISTENT -> false;
                            default -> List.of();
                        });
        assertThat(told.failures).isNotEmpty().allMatch(faulty.fault::equals);
        assertThat(ledger.events(STORED)).isEqualTo(2);
    }

    @Test
    void itAnswersAsTheStoreDoes() {
        faulty.persistent = true;
        List<StoredEvent> events = throughLane(2, new Epoch());
        store.put(events, false);

        assertThat(store.size()).isEqualTo(2);
        assertThat(store.isEmpty()).isFalse();
        assertThat(store.bytes()).isEqualTo(faulty.bytes()).isPositive();
        assertThat(store.fill()).isEqualTo(faulty.fill()).isPositive();
        assertThat(store.oldest()).isSameAs(events.get(0));
        assertThat(store.isPersistent()).isTrue();
        assertThat(store.diskBytes()).as("it keeps nothing on a disk").isNaN();
    }

    @Test
    void aSettlementThatFailsIsToldAndTheEventsHaveLeftAllTheSame() {
        store.put(throughLane(2, new Epoch()), false);
        List<EncodedEvent> leased = store.lease(10, 1_000);
        faulty.breakDown(Method.SETTLE);
        store.delivered(leased);

        assertThat(told.failures).containsExactly(faulty.fault);
        assertThat(ledger.events(DELIVERED)).isEqualTo(2);
    }

    @Test
    void whatADiskGivesLateIsRecordedThenAndSaysHowMuchOfItIsTaken() {
        LateDisk disk = new LateDisk();
        AccountedStore into = over(disk);
        assertThat(ledger.recordedTotal()).isZero();
        assertThat(into.diskBytes()).isEqualTo(8_192);

        disk.found = 2;
        events(2, firstEpoch).forEach(disk::add);
        assertThat(into.lease(1, 1_000)).hasSize(1);
        assertThat(ledger.recordedTotal()).isEqualTo(2);
        assertThat(ledger.events(STORED)).isEqualTo(1);
        assertThat(ledger.events(LEASED)).isEqualTo(1);
        assertThat(firstEpoch.isSettled()).isFalse();
    }

    private List<StoredEvent> throughLane(int n, Epoch epoch) {
        lane.addAndGet(n);
        return events(n, epoch);
    }

    private static List<StoredEvent> events(int n, Epoch epoch) {
        return IntStream.range(0, n).mapToObj(i -> event(epoch)).toList();
    }

    /** One whose caller waits for it. */
    private static StoredEvent event(Epoch epoch) {
        return new StoredEvent(FakeFormat.ENVELOPE, new byte[10], 0, epoch, new Ticket());
    }

    private static boolean isReleased(StoredEvent event) {
        Ticket ticket = event.ticket();
        return ticket != null && ticket.await(0);
    }

    /** Notes what it is told. */
    private static final class Told implements AccountedStore.Observer {
        final List<EncodedEvent> delivered = new ArrayList<>();
        final List<Throwable> failures = new ArrayList<>();
        private final List<DropReason> reasons = new ArrayList<>();

        @Override
        public void delivered(List<EncodedEvent> events) {
            delivered.addAll(events);
        }

        @Override
        public void dropped(DropReason reason, long events) {
            for (long i = 0; i < events; i++) {
                reasons.add(reason);
            }
        }

        @Override
        public void storeFailed(Throwable failure) {
            failures.add(failure);
        }

        /** How many, and why. */
        String dropped() {
            return reasons.isEmpty()
                    ? ""
                    : reasons.size() + " " + reasons.get(0).wireName();
        }
    }

    /** A user's store: no more than the interface asks of it. */
    private static class OneByOne implements EventStore {
        private final EventStore store;

        OneByOne(EventStore store) {
            this.store = store;
        }

        @Override
        public List<EncodedEvent> add(EncodedEvent event) {
            return store.add(event);
        }

        @Override
        public List<EncodedEvent> lease(int maxEvents, long maxBytes) {
            return store.lease(maxEvents, maxBytes);
        }

        @Override
        public void settle(List<EncodedEvent> leased) {
            store.settle(leased);
        }

        @Override
        public void giveBack(List<EncodedEvent> leased) {
            store.giveBack(leased);
        }

        @Override
        public void giveBackLast(List<EncodedEvent> leased) {
            store.giveBackLast(leased);
        }

        @Override
        public @Nullable EncodedEvent oldest() {
            return store.oldest();
        }

        @Override
        public int size() {
            return store.size();
        }

        @Override
        public long bytes() {
            return store.bytes();
        }
    }

    private static class InMemory extends OneByOne {
        InMemory() {
            super(new InMemoryEventStore(1_000, 1 << 20, false));
        }
    }

    private static final class FewAtATime extends InMemory {
        @Override
        public List<EncodedEvent> lease(int maxEvents, long maxBytes) {
            return super.lease(3, maxBytes);
        }
    }

    private static final class BrokenBulkStore extends InMemory implements BulkStore {
        private final Throwable fault;

        BrokenBulkStore(Throwable fault) {
            this.fault = fault;
        }

        @Override
        public List<EncodedEvent> addAll(List<? extends EncodedEvent> events) {
            throw (RuntimeException) fault;
        }
    }

    private static final class LateDisk extends InMemory implements DiskStore {
        int found;

        @Override
        public List<EncodedEvent> addAll(List<? extends EncodedEvent> events) {
            throw new AssertionError("nobody adds here");
        }

        @Override
        public int takeFoundLate() {
            int taken = found;
            found = 0;
            return taken;
        }

        @Override
        public long diskBytes() {
            return 8_192;
        }
    }
}
