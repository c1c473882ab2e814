package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.internal.delivery.Lane.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {
    private static final long PLENTY = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8, 100})
    void itHoldsAsManyEventsAsItMayAndGivesThemInTheirOrderRoundAfterRound(int capacity) {
        Lane lane = new Lane(capacity, PLENTY);
        for (int round = 0; round < 5; round++) {
            List<TraceEvent> events = new ArrayList<>();
            for (int i = 0; i < capacity; i++) {
                TraceEvent event = event();
                events.add(event);
                assertThat(lane.offer(event, true)).isEqualTo(Offer.TAKEN);
            }
            assertThat(lane.offer(event(), true)).isEqualTo(Offer.FULL);
            assertThat(lane.size()).isEqualTo(capacity);
            for (TraceEvent event : events) {
                assertThat(lane.poll()).isSameAs(event);
            }
            assertThat(lane.poll()).isNull();
            assertThat(lane.size()).isZero();
        }
        assertThat(lane.taken()).isEqualTo(5L * capacity).isEqualTo(lane.polled());
    }

    @Test
    void heavySnapshotsAreBoundedInBytesAndAPollMakesRoom() {
        Lane lane = new Lane(3, 3 * Lane.LIGHT_BYTES + 1_000);
        assertThat(lane.offer(weighing(600), true)).isEqualTo(Offer.TAKEN);
        assertThat(lane.offer(weighing(401), true)).isEqualTo(Offer.FULL);
        assertThat(lane.offer(weighing(400), true)).isEqualTo(Offer.TAKEN);
        assertThat(lane.offer(weighing(Lane.LIGHT_BYTES), true))
                .as("a light one")
                .isEqualTo(Offer.TAKEN);
        lane.poll();
        assertThat(lane.offer(weighing(600), true)).isEqualTo(Offer.TAKEN);
    }

    @Test
    void theRoomOfEveryPolledSnapshotIsFreeAgainAndNoMore() {
        Lane lane = new Lane(3, 3 * Lane.LIGHT_BYTES + 1_000);
        for (int round = 0; round < 50; round++) {
            assertThat(lane.offer(weighing(700), true)).isEqualTo(Offer.TAKEN);
            assertThat(lane.offer(weighing(300), true)).isEqualTo(Offer.TAKEN);
            assertThat(lane.offer(weighing(257), true)).isEqualTo(Offer.FULL);
            assertThat(lane.heldBytes()).isBetween(1_000L, 1_000L + 2 * Lane.LIGHT_BYTES);
            lane.poll();
            assertThat(lane.offer(weighing(701), true)).isEqualTo(Offer.FULL);
            assertThat(lane.heldBytes()).isBetween(300L, 300L + Lane.LIGHT_BYTES);
            lane.poll();
            assertThat(lane.heldBytes()).isZero();
        }
    }

    @Test
    void aHeavyEventThatFindsNoSlotLeavesItsRoomToOthers() {
        Lane lane = new Lane(1, Lane.LIGHT_BYTES + 1_000);
        lane.offer(event(), true);
        for (int i = 0; i < 50; i++) {
            assertThat(lane.offer(weighing(600), true)).isEqualTo(Offer.FULL);
        }
        assertThat(lane.heldBytes()).isEqualTo(Lane.LIGHT_BYTES);
        lane.poll();
        assertThat(lane.offer(weighing(1_000), true)).isEqualTo(Offer.TAKEN);
    }

    @Test
    void whateverWaitsItsSnapshotsHoldNoMoreBytesThanTheyMay() {
        for (int weight : new int[] {1, 100, 256, 257, 1_000, 10_000}) {
            Lane lane = new Lane(1 << 20, 100_000);
            long held = 0;
            while (lane.offer(weighing(weight), true) == Offer.TAKEN) {
                held += weight;
            }
            assertThat(held).isPositive().isLessThanOrEqualTo(lane.heldBytes());
            assertThat(lane.heldBytes()).isLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void aSealedLaneTakesNothingAndGivesWhatItTook() {
        Lane lane = new Lane(2, 10);
        TraceEvent before = event();
        lane.offer(before, true);
        lane.seal();
        lane.seal();
        assertThat(lane.offer(event(), true)).isEqualTo(Offer.SEALED);
        assertThat(lane.offer(weighing(11), true)).isEqualTo(Offer.SEALED);
        assertThat(lane.poll()).isSameAs(before);
        assertThat(lane.poll()).isNull();
        assertThat(lane.isSealed()).isTrue();
    }

    @Test
    void anAwakeCourierIsNotWoken() {
        Lane lane = new Lane(4, PLENTY);
        lane.wakeAt(1);
        lane.awake();
        for (int i = 0; i < 4; i++) {
            assertThat(lane.offer(event(), true)).isEqualTo(Offer.TAKEN);
        }
    }

    @Test
    void aSleepingCourierIsWokenOnceByAsManyUrgentEventsAsItAskedFor() {
        Lane lane = new Lane(100, PLENTY);
        lane.wakeAt(3);
        assertThat(lane.offer(event(), true)).isEqualTo(Offer.TAKEN);
        assertThat(lane.offer(event(), true)).isEqualTo(Offer.TAKEN);
        assertThat(lane.offer(event(), true)).isEqualTo(Offer.TAKEN_WAKE);
        assertThat(lane.offer(event(), true)).isEqualTo(Offer.TAKEN);
    }

    @Test
    void eventsThatAreNotUrgentWakeTheCourierWhenTheLaneIsHalfFull() {
        Lane lane = new Lane(10, PLENTY);
        lane.wakeAt(1);
        for (int i = 0; i < 4; i++) {
            assertThat(lane.offer(event(), false)).isEqualTo(Offer.TAKEN);
        }
        assertThat(lane.takeUrgent()).isFalse();
        assertThat(lane.offer(event(), false)).isEqualTo(Offer.TAKEN_WAKE);
    }

    @Test
    void aThresholdBeyondHalfTheLaneIsHalfTheLane() {
        Lane lane = new Lane(4, PLENTY);
        lane.wakeAt(512);
        assertThat(lane.offer(event(), true)).isEqualTo(Offer.TAKEN);
        assertThat(lane.offer(event(), true)).isEqualTo(Offer.TAKEN_WAKE);
    }

    @Test
    void anUrgentEventIsToldOnce() {
        Lane lane = new Lane(4, PLENTY);
        assertThat(lane.hasNews()).isFalse();
        lane.offer(event(), true);
        assertThat(lane.hasNews()).isTrue();
        assertThat(lane.takeUrgent()).isTrue();
        assertThat(lane.takeUrgent()).isFalse();
        assertThat(lane.hasNews()).as("it waits still").isTrue();
        lane.poll();
        assertThat(lane.hasNews()).isFalse();
        lane.hurry();
        assertThat(lane.hasNews()).isTrue();
    }

    @Test
    @Timeout(60)
    void whateverWasTakenWhileTheLaneIsSealedIsPolledExactlyOnceAndNothingAfter() throws Exception {
        int offerers = 4;
        ExecutorService pool = Executors.newFixedThreadPool(offerers);
        try {
            for (int round = 0; round < 50; round++) {
                Lane lane = new Lane(1 + round % 70, PLENTY);
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Set<TraceEvent>>> takers = new ArrayList<>();
                for (int t = 0; t < offerers; t++) {
                    takers.add(pool.submit(() -> offerUntilSealed(lane, start)));
                }
                start.countDown();
                List<TraceEvent> polled = new ArrayList<>();
                while (polled.size() < 50) {
                    pollInto(polled, lane);
                }
                lane.seal();
                long until = lane.taken();
                while (lane.polled() < until) {
                    pollInto(polled, lane);
                }
                Set<TraceEvent> taken = identitySet();
                for (Future<Set<TraceEvent>> taker : takers) {
                    taken.addAll(taker.get());
                }
                assertThat(lane.poll()).isNull();
                assertThat(polled).hasSameSizeAs(taken);
                Set<TraceEvent> distinct = identitySet();
                distinct.addAll(polled);
                assertThat(distinct).isEqualTo(taken);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Set<TraceEvent> offerUntilSealed(Lane lane, CountDownLatch start) throws InterruptedException {
        Set<TraceEvent> taken = identitySet();
        start.await();
        while (true) {
            TraceEvent event = event();
            switch (lane.offer(event, true)) {
                case TAKEN, TAKEN_WAKE -> taken.add(event);
                case FULL -> Thread.yield();
                case SEALED -> {
                    return taken;
                }
            }
        }
    }

    @Test
    @Timeout(60)
    void aCourierThatParksWithoutATimeLimitIsAlwaysWoken() throws Exception {
        int events = 100_000;
        Lane lane = new Lane(64, PLENTY);
        Thread courier = new Thread(() -> pollParking(lane, events), "parking courier");
        courier.setDaemon(true);
        courier.start();
        Thread[] callers = new Thread[2];
        for (int t = 0; t < callers.length; t++) {
            callers[t] = new Thread(() -> offerWaking(lane, courier, events / 2));
            callers[t].setDaemon(true);
            callers[t].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        courier.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(lane.polled()).as("polled by a courier that is still woken").isEqualTo(events);
    }

    /** An offer finds the sign set that the courier is about to clear, while the event's slot is not yet filled. */
    @Test
    @Timeout(60)
    void noUrgentEventIsLeftToWaitForTheNextOne() throws Exception {
        int events = 100_000;
        Lane lane = new Lane(64, PLENTY);
        AtomicInteger sent = new AtomicInteger();
        Thread courier = new Thread(() -> sendUrgent(lane, events, sent), "courier that heeds urgency");
        courier.setDaemon(true);
        courier.start();
        for (int i = 0; i < events; i += 2) {
            lane.offer(event(), true);
            lane.offer(event(), true);
            while (sent.get() < i + 2) {
                assertThat(Thread.interrupted()).as("out of time").isFalse();
            }
        }
        courier.join();
    }

    private static void sendUrgent(Lane lane, int events, AtomicInteger sent) {
        int stored = 0;
        while (sent.get() < events) {
            boolean due = lane.takeUrgent();
            while (lane.poll() != null) {
                stored++;
            }
            if (due) {
                sent.addAndGet(stored);
                stored = 0;
            }
        }
    }

    private static void pollParking(Lane lane, int events) {
        while (lane.polled() < events) {
            lane.awake();
            lane.takeUrgent();
            while (lane.poll() != null) {
                Thread.onSpinWait();
            }
            lane.wakeAt(1);
            if (lane.polled() < events && !lane.hasNews()) {
                LockSupport.park();
            }
        }
    }

    private static void offerWaking(Lane lane, Thread courier, int events) {
        for (int i = 0; i < events; i++) {
            Offer offer = lane.offer(event(), true);
            while (offer == Offer.FULL) {
                Thread.yield();
                offer = lane.offer(event(), true);
            }
            if (offer == Offer.TAKEN_WAKE) {
                LockSupport.unpark(courier);
            }
        }
    }

    private static void pollInto(List<TraceEvent> polled, Lane lane) {
        TraceEvent event = lane.poll();
        if (event != null) {
            polled.add(event);
        }
    }

    private static Set<TraceEvent> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static TraceEvent event() {
        return FakeFormat.event("e", 0);
    }

    private static TraceEvent weighing(int bytes) {
        return TraceEvent.of("heavy", new TraceContext(1, 1, 1, true, 0))
                .output("x".repeat(bytes))
                .build();
    }
}
