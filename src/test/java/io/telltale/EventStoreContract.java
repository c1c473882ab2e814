package io.telltale;

import static io.telltale.EventStore.OVERHEAD_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link EventStore} promises, as tests. For a store of your own: extend this class in your tests and say how to
 * make one.
 */
public abstract class EventStoreContract {
    private static final int BODY = 36;
    private static final long COST = BODY + OVERHEAD_BYTES;
    private static final Envelope ENVELOPE = envelope("{\"events\":[");

    private final List<EventStore> opened = new ArrayList<>();

    /**
     * Makes an empty store.
     *
     * @param maxEvents the most events, waiting and leased
     * @param maxBytes the most bytes, waiting and leased, overhead included
     * @param dropNewest what a full store drops: the newcomer, or the oldest waiting ones
     */
    protected abstract EventStore store(int maxEvents, long maxBytes, boolean dropNewest) throws Exception;

    @AfterEach
    void closeStores() {
        opened.forEach(EventStore::close);
    }

    @Test
    void anEmptyStoreHasNothingToLease() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        assertThat(store.lease(10, 10_000)).isEmpty();
        assertThat(store.size()).isZero();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void eventsLeaveInTheOrderTheyCameAsTheVeryObjectsThatWereAdded() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        List<EncodedEvent> events = addAll(store, events(5));
        assertSame(store.lease(10, 10_000), events);
    }

    @Test
    void aLeaseHoldsAtMostTheEventsAskedFor() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        List<EncodedEvent> events = addAll(store, events(5));
        assertSame(store.lease(2, 10_000), events.subList(0, 2));
        assertSame(store.lease(2, 10_000), events.subList(2, 4));
        assertSame(store.lease(2, 10_000), events.subList(4, 5));
        assertThat(store.lease(2, 10_000)).isEmpty();
    }

    @Test
    void aLeaseHoldsAtMostTheBytesAskedForCountingBodiesAlone() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        List<EncodedEvent> events = addAll(store, events(5));
        assertSame(store.lease(10, 3 * BODY), events.subList(0, 3));
        assertSame(store.lease(10, 2 * BODY - 1), events.subList(3, 4));
    }

    @Test
    void aFirstEventLargerThanTheBytesAskedForIsLeasedAlone() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        List<EncodedEvent> events = addAll(store, events(2));
        assertSame(store.lease(10, 1), events.subList(0, 1));
    }

    @Test
    void aLeaseStopsWhereTheEnvelopeChanges() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        Envelope other = envelope("{\"system_info\":{},\"events\":[");
        EncodedEvent first = event(ENVELOPE, BODY);
        EncodedEvent second = event(other, BODY);
        EncodedEvent third = event(ENVELOPE, BODY);
        addAll(store, List.of(first, second, third));
        assertSame(store.lease(10, 10_000), List.of(first));
        assertSame(store.lease(10, 10_000), List.of(second));
        assertSame(store.lease(10, 10_000), List.of(third));
    }

    @Test
    void envelopesOfOneContentTravelTogether() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        EncodedEvent first = event(ENVELOPE, BODY);
        EncodedEvent second = event(envelope("{\"events\":["), BODY);
        addAll(store, List.of(first, second));
        assertSame(store.lease(10, 10_000), List.of(first, second));
    }

    @Test
    void leasedEventsAreNotWaitingButKeepTheirRoomUntilTheyAreSettled() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        addAll(store, events(3));
        List<EncodedEvent> leased = store.lease(2, 10_000);
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.bytes()).isEqualTo(3 * COST);
        store.settle(leased);
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.bytes()).isEqualTo(COST);
    }

    @Test
    void eventsGivenBackLeaveFirstNextTimeInTheSameOrder() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        List<EncodedEvent> events = addAll(store, events(5));
        store.giveBack(store.lease(3, 10_000));
        assertThat(store.size()).isEqualTo(5);
        assertThat(store.bytes()).isEqualTo(5 * COST);
        assertSame(store.lease(10, 10_000), events);
    }

    @Test
    void eventsGivenBackLastAreOvertakenByAllThatWait() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        List<EncodedEvent> events = addAll(store, events(4));
        store.giveBackLast(store.lease(2, 10_000));
        assertThat(store.size()).isEqualTo(4);
        assertThat(store.bytes()).isEqualTo(4 * COST);
        assertSame(store.lease(10, 10_000), List.of(events.get(2), events.get(3), events.get(0), events.get(1)));
    }

    @Test
    void oneLeaseMayEndInParts() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        List<EncodedEvent> events = addAll(store, events(4));
        List<EncodedEvent> leased = List.copyOf(store.lease(4, 10_000));
        store.settle(leased.subList(0, 1));
        store.giveBackLast(leased.subList(1, 2));
        store.giveBack(leased.subList(2, 4));
        assertThat(store.bytes()).isEqualTo(3 * COST);
        assertSame(store.lease(10, 10_000), List.of(events.get(2), events.get(3), events.get(1)));
    }

    @Test
    void endingAnEmptyLeaseChangesNothing() throws Exception {
        EventStore store = dropOldest(10, 10_000);
        addAll(store, events(2));
        store.settle(List.of());
        store.giveBack(List.of());
        store.giveBackLast(List.of());
        assertThat(store.size()).isEqualTo(2);
        assertThat(store.bytes()).isEqualTo(2 * COST);
    }

    @Test
    void aStoreFullOfEventsDropsTheOldestForTheNewcomer() throws Exception {
        EventStore store = dropOldest(3, 10_000);
        List<EncodedEvent> events = addAll(store, events(3));
        EncodedEvent newcomer = event(ENVELOPE, BODY);
        assertSame(store.add(newcomer), events.subList(0, 1));
        assertSame(store.lease(10, 10_000), List.of(events.get(1), events.get(2), newcomer));
    }

    @Test
    void aStoreFullOfBytesDropsAsManyOfTheOldestAsTheNewcomerNeeds() throws Exception {
        EventStore store = dropOldest(100, 4 * COST);
        List<EncodedEvent> events = addAll(store, events(4));
        EncodedEvent newcomer = event(ENVELOPE, (int) (2 * COST - OVERHEAD_BYTES));
        assertSame(store.add(newcomer), events.subList(0, 2));
        assertThat(store.bytes()).isEqualTo(4 * COST);
        assertSame(store.lease(10, 10_000), List.of(events.get(2), events.get(3), newcomer));
    }

    @Test
    void aStoreThatDropsTheNewestRefusesTheNewcomer() throws Exception {
        EventStore byEvents = dropNewest(3, 10_000);
        EventStore byBytes = dropNewest(100, 3 * COST);
        for (EventStore store : List.of(byEvents, byBytes)) {
            List<EncodedEvent> events = addAll(store, events(3));
            EncodedEvent newcomer = event(ENVELOPE, BODY);
            assertSame(store.add(newcomer), List.of(newcomer));
            assertSame(store.lease(10, 10_000), events);
        }
    }

    @Test
    void anEventLargerThanTheWholeStoreIsDroppedAndTakesNobodyWithIt() throws Exception {
        EventStore store = dropOldest(10, 4 * COST);
        List<EncodedEvent> events = addAll(store, events(4));
        EncodedEvent giant = event(ENVELOPE, (int) (4 * COST) - OVERHEAD_BYTES + 1);
        assertSame(store.add(giant), List.of(giant));
        assertSame(store.lease(10, 10_000), events);
    }

    @Test
    void anEventThatFillsTheWholeStoreIsKept() throws Exception {
        EventStore store = dropOldest(10, 4 * COST);
        EncodedEvent large = event(ENVELOPE, (int) (4 * COST) - OVERHEAD_BYTES);
        assertThat(store.add(large)).isEmpty();
        assertSame(store.lease(1, 1), List.of(large));
    }

    @Test
    void leasedEventsAreNeverDroppedForANewcomer() throws Exception {
        EventStore store = dropOldest(3, 10_000);
        List<EncodedEvent> events = addAll(store, events(3));
        List<EncodedEvent> leased = List.copyOf(store.lease(2, 10_000));
        EncodedEvent newcomer = event(ENVELOPE, BODY);
        assertSame(store.add(newcomer), events.subList(2, 3));
        store.giveBack(leased);
        assertSame(store.lease(10, 10_000), List.of(events.get(0), events.get(1), newcomer));
    }

    @Test
    void aNewcomerIsDroppedWhenNothingThatWaitsCanMakeRoomForIt() throws Exception {
        EventStore byEvents = dropOldest(2, 10_000);
        addAll(byEvents, events(2));
        byEvents.lease(2, 10_000);
        EncodedEvent newcomer = event(ENVELOPE, BODY);
        assertSame(byEvents.add(newcomer), List.of(newcomer));

        EventStore byBytes = dropOldest(100, 4 * COST);
        List<EncodedEvent> events = addAll(byBytes, events(4));
        byBytes.lease(3, 10_000);
        EncodedEvent large = event(ENVELOPE, (int) (2 * COST) - OVERHEAD_BYTES);
        assertSame(byBytes.add(large), List.of(large));
        assertSame(byBytes.lease(10, 10_000), events.subList(3, 4));
    }

    @Test
    void givingBackToAStoreThatFilledUpMeanwhileDropsNothing() throws Exception {
        EventStore store = dropOldest(4, 10_000);
        addAll(store, events(4));
        List<EncodedEvent> leased = List.copyOf(store.lease(2, 10_000));
        addAll(store, events(5));
        store.giveBack(leased);
        assertThat(store.size()).isEqualTo(4);
        assertSame(store.lease(2, 10_000), leased);
    }

    @Test
    void settledEventsMakeRoomForOthers() throws Exception {
        EventStore store = dropNewest(2, 10_000);
        addAll(store, events(2));
        store.settle(store.lease(2, 10_000));
        List<EncodedEvent> events = addAll(store, events(2));
        assertSame(store.lease(10, 10_000), events);
    }

    @Test
    void fillIsAShareBetweenZeroAndOne() throws Exception {
        EventStore store = dropOldest(2, 10_000);
        assertThat(store.fill()).isZero();
        for (EncodedEvent event : events(5)) {
            store.add(event);
            assertThat(store.fill()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void ordersOfThousandsOfEventsSurviveLeasesGivenBack() throws Exception {
        EventStore store = dropOldest(10_000, 10_000_000);
        List<EncodedEvent> events = addAll(store, events(5_000));
        for (int size : new int[] {1, 511, 512, 513, 4_999, 5_000}) {
            store.giveBack(store.lease(size, Long.MAX_VALUE));
        }
        List<EncodedEvent> left = new ArrayList<>();
        while (store.size() > 0) {
            List<EncodedEvent> leased = store.lease(700, Long.MAX_VALUE);
            left.addAll(leased);
            store.settle(leased);
        }
        assertSame(left, events);
        assertThat(store.bytes()).isZero();
    }

    @Test
    void underManyAddersAndLeasersNothingIsLostNothingLeavesTwiceAndTheBoundsHold() throws Exception {
        int adders = 4;
        int leasers = 3;
        int each = 5_000;
        int maxEvents = 400;
        EventStore store = dropOldest(maxEvents, maxEvents * COST);
        Queue<EncodedEvent> dropped = new ConcurrentLinkedQueue<>();
        Queue<EncodedEvent> settled = new ConcurrentLinkedQueue<>();
        Set<EncodedEvent> out = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        CountDownLatch adding = new CountDownLatch(adders);

        Callable<Void> adder = () -> {
            try {
                for (EncodedEvent event : events(each)) {
                    dropped.addAll(store.add(event));
                    assertThat(store.bytes()).isBetween(0L, maxEvents * COST);
                    assertThat(store.size()).isBetween(0, maxEvents);
                }
            } finally {
                adding.countDown();
            }
            return null;
        };
        Callable<Void> leaser = () -> {
            while (adding.getCount() > 0 || store.size() > 0) {
                List<EncodedEvent> leased = List.copyOf(store.lease(50, Long.MAX_VALUE));
                for (EncodedEvent event : leased) {
                    assertThat(out.add(event)).as("leased by one at a time").isTrue();
                }
                leased.forEach(out::remove);
                endLease(store, leased, settled);
            }
            return null;
        };
        runAll(Collections.nCopies(adders, adder), Collections.nCopies(leasers, leaser));

        List<EncodedEvent> rest = store.lease(Integer.MAX_VALUE, Long.MAX_VALUE);
        store.settle(rest);
        Set<EncodedEvent> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(dropped);
        distinct.addAll(settled);
        distinct.addAll(rest);
        assertThat(distinct).hasSize(adders * each);
        assertThat(dropped.size() + settled.size() + rest.size()).isEqualTo(adders * each);
        assertThat(store.bytes()).isZero();
        assertThat(store.size()).isZero();
    }

    private static void endLease(EventStore store, List<EncodedEvent> leased, Queue<EncodedEvent> settled) {
        switch (ThreadLocalRandom.current().nextInt(4)) {
            case 0 -> store.giveBack(leased);
            case 1 -> store.giveBackLast(leased);
            default -> {
                store.settle(leased);
                settled.addAll(leased);
            }
        }
    }

    private static void runAll(List<Callable<Void>> some, List<Callable<Void>> others) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(some.size() + others.size());
        try {
            Queue<Future<Void>> running = new ArrayDeque<>();
            some.forEach(task -> running.add(pool.submit(task)));
            others.forEach(task -> running.add(pool.submit(task)));
            for (Future<Void> task : running) {
                task.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private EventStore dropOldest(int maxEvents, long maxBytes) throws Exception {
        return open(store(maxEvents, maxBytes, false));
    }

    private EventStore dropNewest(int maxEvents, long maxBytes) throws Exception {
        return open(store(maxEvents, maxBytes, true));
    }

    private EventStore open(EventStore store) {
        opened.add(store);
        return store;
    }

    private static List<EncodedEvent> addAll(EventStore store, List<EncodedEvent> events) {
        events.forEach(store::add);
        return events;
    }

    private static List<EncodedEvent> events(int count) {
        List<EncodedEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(ENVELOPE, BODY));
        }
        return events;
    }

    private static EncodedEvent event(Envelope envelope, int size) {
        return new EncodedEvent(envelope, new byte[size], System.nanoTime());
    }

    private static Envelope envelope(String prefix) {
        return new Envelope("application/json", prefix.getBytes(UTF_8), new byte[] {','}, new byte[] {']', '}'});
    }

    private static void assertSame(List<EncodedEvent> actual, List<EncodedEvent> expected) {
        // EncodedEvent has identity for equality.
        assertThat(actual).containsExactlyElementsOf(expected);
    }
}
