package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.telltale.TracingStats;
import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of events while somebody has paused sending, and when it goes on. */
class CourierPauseTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);
    private static final HttpAnswer DOWN = FakeEndpoint.status(503);

    private final VirtualRoad road = new VirtualRoad();

    @Test
    void whileItIsPausedNothingIsLeasedOrSentAndEventsAreStored() {
        road.pause();
        for (int second = 0; second < 60; second++) {
            road.record(10);
            road.advance(Duration.ofSeconds(1));
        }
        assertThat(road.endpoint.requests()).isEmpty();
        assertThat(road.stats().stored()).isEqualTo(600);
        assertThat(road.ledger.spilledTotal()).isEqualTo(600);
        road.assertQuiet();
    }

    @Test
    void whenItGoesOnWhatWasStoredLeavesAtOnceAndInOrder() {
        road.pause();
        road.record(3);
        road.advance(Duration.ofMinutes(1));
        Duration resumed = road.time.elapsed();
        road.resume();
        road.advanceMillis(5);
        assertThat(road.endpoint.last().at).isEqualTo(resumed);
        assertThat(road.endpoint.accepted()).containsExactly("e1", "e2", "e3");
        assertThat(road.ledger.uploadedTotal()).isEqualTo(3);
        road.assertAllDelivered();
    }

    @Test
    void deferredEventsOfAPauseLeaveWithIt() {
        road.advance(Duration.ofSeconds(1));
        road.pause();
        road.recordDeferred(3);
        road.resume();
        road.advanceMillis(5);
        road.assertAllDelivered();
    }

    @Test
    void theStoresBoundsHoldThroughAPause() {
        VirtualRoad narrow = new VirtualRoad(settings -> settings.store = new InMemoryEventStore(5, 10_000, false));
        narrow.pause();
        narrow.record(8);
        narrow.advance(Duration.ofSeconds(1));
        assertThat(narrow.stats().dropped()).containsExactly(entry("store_full", 3L));
        narrow.resume();
        narrow.advanceMillis(5);
        assertThat(narrow.endpoint.accepted()).containsExactly("e4", "e5", "e6", "e7", "e8");
        narrow.assertQuiet();
    }

    @Test
    void aBacklogOfAPauseLeavesAtNoMoreThanTwiceTheUsualRate() {
        VirtualRoad small = new VirtualRoad(settings -> settings.batchEvents = 10);
        for (int i = 0; i < 1_200; i++) { // one a second is usual, for two minutes
            small.record(i % 10 == 0 ? 1 : 0);
            small.advanceMillis(100);
        }
        small.pause();
        small.record(400);
        small.advance(Duration.ofMinutes(10));
        int before = small.endpoint.requests().size();
        small.resume();
        small.advance(Duration.ofSeconds(10));
        assertThat(small.endpoint.requests().size() - before).isBetween(10, 22);
        small.advance(Duration.ofMinutes(1));
        small.assertAllDelivered();
    }

    @Test
    void aRequestUnderWayEndsAsItWould() {
        road.endpoint.answersNothing();
        road.record(1);
        road.time.settle();
        road.pause();
        road.endpoint.last().answer(OK);
        road.advanceMillis(1);
        road.assertAllDelivered();
    }

    @Test
    void aBatchInBackOffIsNotAttemptedAgainWhileItIsPaused() {
        road.endpoint.answers(DOWN);
        road.record(1);
        road.advanceMillis(5);
        road.pause();
        road.advance(Duration.ofMinutes(1));
        assertThat(road.endpoint.requests()).hasSize(1);
        assertThat(road.stats().stored()).isEqualTo(1);
        road.endpoint.answers(OK);
        road.resume();
        road.advanceMillis(5);
        road.assertAllDelivered();
    }

    @Test
    void theHalvesOfABatchAreNotSentWhileItIsPaused() {
        road.endpoint.answersNothing();
        road.record(8);
        road.time.settle();
        road.pause();
        road.endpoint.last().answer(FakeEndpoint.status(413));
        road.advance(Duration.ofMinutes(1));
        assertThat(road.endpoint.requests()).hasSize(1);
        assertThat(road.stats().stored()).isEqualTo(8);
        road.assertQuiet();
    }

    @Test
    void pausingAndResumingTwiceIsAsOnceAndAPauseThatIsOverInAMomentDoesNothing() {
        road.pause();
        road.pause();
        road.record(1);
        road.advance(Duration.ofSeconds(10));
        assertThat(road.endpoint.requests()).isEmpty();
        road.resume();
        road.resume();
        road.gate.pause();
        road.resume();
        road.record(1);
        road.advance(Duration.ofSeconds(2));
        road.assertAllDelivered();
    }

    @Test
    void aPauseDoesNotTouchTheBreakerNorTheTimeThatAServerNamed() {
        road.endpoint.answers(FakeEndpoint.retryAfter(503, "30"));
        road.record(1);
        road.advanceMillis(5);
        road.pause();
        road.endpoint.answers(OK);
        road.advance(Duration.ofSeconds(10));
        road.resume();
        road.advance(Duration.ofSeconds(15));
        assertThat(road.endpoint.requests()).hasSize(1);
        assertThat(road.gate.level()).isZero();
        road.advance(Duration.ofSeconds(20)); // the time named, and what spreads its clients
        road.assertAllDelivered();
    }

    // Flush, and the end

    @Test
    void aFlushIsFalseAtOnceWhileItIsPausedAndSendsNothing() {
        road.pause();
        road.record(1);
        CompletableFuture<Boolean> flushed = road.flush();
        assertThat(flushed).isCompletedWithValue(false);
        assertThat(road.endpoint.requests()).isEmpty();
    }

    @Test
    void aFlushIsTrueWhileItIsPausedIfNothingIsLeft() {
        road.record(1);
        road.advanceMillis(5);
        road.pause();
        assertThat(road.flush()).isCompletedWithValue(true);
    }

    @Test
    void aFlushThatWaitsAlreadyEndsWithTheRequestsThatAPauseLetsEnd() {
        road.endpoint.answersNothing();
        road.record(1);
        road.time.settle();
        CompletableFuture<Boolean> all = road.flush();
        road.pause();
        assertThat(all).isNotDone();
        road.record(1);
        CompletableFuture<Boolean> more = road.flush();
        assertThat(more).isNotDone();
        road.endpoint.last().answer(OK);
        road.time.settle();
        assertThat(all).isCompletedWithValue(true);
        assertThat(more).isCompletedWithValue(false);
    }

    @Test
    void atTheEndWhatAPauseHasLeftIsDroppedAsClosed() {
        road.pause();
        road.record(4);
        TracingStats last = road.end();
        assertThat(last.dropped()).containsExactly(entry("closed", 4L));
        assertThat(road.endpoint.requests()).isEmpty();
    }

    @Test
    void atTheEndAStoreThatOutlivesTheProcessKeepsWhatAPauseHasLeft() {
        FaultyStore store = new FaultyStore();
        store.persistent = true;
        VirtualRoad persistent = new VirtualRoad(settings -> settings.store = store);
        persistent.pause();
        persistent.record(4);
        TracingStats last = persistent.end();
        assertThat(last.stored()).isEqualTo(4);
        assertThat(last.dropped()).isEmpty();
    }

    @Test
    void noSynchronousCallerNeedWaitWhileItIsPaused() {
        road.pause();
        assertThat(road.pulse.isHeldUp()).isTrue();
        road.resume();
        road.record(1);
        road.advance(Duration.ofSeconds(2));
        assertThat(road.pulse.isHeldUp()).isFalse();
    }

    @Test
    void itMayPauseAtAnyMomentOfTrafficAndTheAccountStaysEven() {
        road.endpoint.latency(Duration.ofMillis(7));
        IntStream.range(0, 400).forEach(i -> {
            road.record(3);
            if (i % 3 == 0) {
                road.pause();
            }
            road.advanceMillis(i % 5);
            if (i % 3 == 1) {
                road.resume();
            }
            road.assertAccount();
        });
        road.resume();
        road.advance(Duration.ofMinutes(5));
        road.assertAllDelivered();
    }
}
