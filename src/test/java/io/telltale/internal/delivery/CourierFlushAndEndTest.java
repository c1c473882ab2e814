package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.telltale.TracingStats;
import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CourierFlushAndEndTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);
    private static final HttpAnswer GONE = FakeEndpoint.status(404);

    private final FaultyStore store = new FaultyStore();
    private final VirtualRoad road = new VirtualRoad(settings -> settings.store = store);

    // Flush

    @Test
    void aFlushIsTrueAtOnceWhenThereIsNothingToSend() {
        assertThat(road.flush()).isCompletedWithValue(true);
    }

    @Test
    void aFlushSendsTheLaneAndTheStoreAndIsTrueWhenAllOfItIsDelivered() {
        road.advance(Duration.ofSeconds(1));
        road.recordDeferred(2_000);
        CompletableFuture<Boolean> flushed = road.flush();
        assertThat(flushed).isNotDone();
        road.advanceMillis(100);
        assertThat(flushed).isCompletedWithValue(true);
        road.assertAllDelivered();
    }

    @Test
    void aFlushIsTrueOnceWhatWasRecordedBeforeItIsDeliveredEvenWhileNewEventsKeepComing() {
        road.endpoint.latency(Duration.ofMillis(40));
        road.record(10);
        CompletableFuture<Boolean> flushed = road.flush();
        for (int i = 0; i < 100 && !flushed.isDone(); i++) {
            road.record(5);
            road.advanceMillis(10);
        }
        assertThat(flushed).isCompletedWithValue(true);
        assertThat(road.stats().delivered()).isLessThan(road.stats().recorded());
    }

    @Test
    void aFlushIsFalseWhenAnEventIsLostMeanwhile() {
        road.endpoint.answers(
                request -> request.events.size() > 1 || request.events.contains("e2") ? FakeEndpoint.status(400) : OK);
        road.record(3);
        CompletableFuture<Boolean> flushed = road.flush();
        road.advance(Duration.ofSeconds(5));
        assertThat(flushed).isCompletedWithValue(false);
    }

    @Test
    void aFlushIsFalseWhenAnEventOfTheLaneCanNotBeWritten() {
        road.record(1);
        road.record(FakeFormat.UNENCODABLE);
        CompletableFuture<Boolean> flushed = road.flush();
        road.advance(Duration.ofSeconds(5));
        assertThat(flushed).isCompletedWithValue(false);
    }

    @Test
    void aFlushIsFalseWhenTheStoreOverflowsWhileTheLaneIsEmptied() {
        VirtualRoad narrow = new VirtualRoad(settings -> settings.store = new InMemoryEventStore(5, 10_000, false));
        narrow.recordDeferred(8);
        CompletableFuture<Boolean> flushed = narrow.flush();
        narrow.advance(Duration.ofSeconds(5));
        assertThat(flushed).isCompletedWithValue(false);
        assertThat(narrow.stats().delivered()).isEqualTo(5);
    }

    @Test
    void whatWasLostBeforeAFlushIsNotHeldAgainstIt() {
        road.endpoint.answers(GONE);
        VirtualRoad narrow = new VirtualRoad(
                road.time, road.endpoint, settings -> settings.store = new InMemoryEventStore(5, 10_000, false));
        narrow.record(8);
        narrow.advance(Duration.ofSeconds(2));
        road.endpoint.answers(OK);
        CompletableFuture<Boolean> flushed = narrow.flush();
        narrow.advance(Duration.ofSeconds(20));
        assertThat(flushed).isCompletedWithValue(true);
        assertThat(narrow.stats().dropped()).containsExactly(entry("store_full", 3L));
    }

    @Test
    void aFlushDoesNotEndWhileTheEndpointFails() {
        road.endpoint.answers(GONE);
        road.record(1);
        CompletableFuture<Boolean> flushed = road.flush();
        road.advance(Duration.ofMinutes(5));
        assertThat(flushed).isNotDone();
        road.assertAccount();
    }

    @Test
    void aFlushThatNobodyWaitsForIsForgotten() {
        road.endpoint.answers(GONE);
        road.record(1);
        road.flush().cancel(false);
        road.advance(Duration.ofMinutes(1));
        int requests = road.endpoint.requests().size();
        road.advance(Duration.ofMinutes(1));
        assertThat(road.endpoint.requests().size() - requests).as("paced again").isLessThan(5);
    }

    @Test
    void aFlushProbesThroughAnOpenBreaker() {
        VirtualRoad opened = new VirtualRoad(settings -> settings.random = () -> 0.99);
        opened.endpoint.answers(GONE);
        opened.record(5);
        opened.advance(Duration.ofMinutes(3));
        assertThat(opened.gate.level()).isEqualTo(2);
        opened.endpoint.answers(OK);
        Duration before = opened.time.elapsed();
        CompletableFuture<Boolean> flushed = opened.flush();
        opened.advanceMillis(2);
        assertThat(flushed).isCompletedWithValue(true);
        assertThat(opened.endpoint.last().at).isEqualTo(before);
        opened.assertAllDelivered();
    }

    @Test
    void aFlushThatProbesInVainLeavesTheBreakerOpen() {
        road.endpoint.answers(GONE);
        road.record(5);
        road.advance(Duration.ofMinutes(3));
        road.flush();
        road.advanceMillis(5);
        assertThat(road.gate.level()).isEqualTo(2);
        road.assertAccount();
    }

    // End

    @Test
    void atTheEndWhatIsUnderWayAndWhatIsStoredIsDroppedAsClosed() {
        road.endpoint.answersNothing();
        road.record(3);
        road.advanceMillis(1);
        road.recordDeferred(4);
        TracingStats last = road.end();
        assertThat(last.inFlight()).isZero();
        assertThat(last.stored()).isZero();
        assertThat(last.dropped()).containsExactly(entry("closed", 7L));
        assertThat(store.closed).isTrue();
        road.assertAccount();
    }

    @Test
    void atTheEndAStoreThatOutlivesTheProcessKeepsWhatIsLeft() {
        store.persistent = true;
        road.endpoint.answersNothing();
        road.record(3);
        road.advanceMillis(1);
        road.recordDeferred(4);
        TracingStats last = road.end();
        assertThat(last.inFlight()).isZero();
        assertThat(last.stored()).isEqualTo(7);
        assertThat(last.dropped()).isEmpty();
        road.assertAccount();
    }

    @Test
    void aLateAnswerDoesNotChangeTheLastFigures() {
        road.endpoint.answersNothing();
        road.record(3);
        road.advanceMillis(1);
        TracingStats last = road.end();
        road.endpoint.last().answer(OK);
        road.advance(Duration.ofMinutes(1));
        assertThat(road.stats()).isEqualTo(last);
    }

    @Test
    void anAnswerThatIsThereAtTheEndCountsButNothingMoreIsSent() {
        road.endpoint.answersNothing();
        road.record(8);
        road.time.settle();
        road.endpoint.last().answer(FakeEndpoint.status(413)); // the next step would send a half
        TracingStats last = road.end();
        assertThat(road.endpoint.requests()).hasSize(1);
        assertThat(last.dropped()).containsExactly(entry("closed", 8L));
    }

    @Test
    void anEventAfterTheEndIsNotTaken() {
        road.end();
        assertThat(road.record("late")).isFalse();
        assertThat(road.stats().recorded()).isZero();
    }

    @Test
    void anEventPastAFullLaneIsNotTakenAfterTheEndEither() {
        VirtualRoad narrow = new VirtualRoad(settings -> settings.laneEvents = 1);
        narrow.store.seal();
        narrow.record("in the lane");
        assertThat(narrow.record("past it")).isFalse();
        assertThat(narrow.stats().recorded()).isEqualTo(1);
    }

    @Test
    void aFlushThatIsLeftAtTheEndIsFalse() {
        store.persistent = true;
        road.endpoint.answers(GONE);
        road.record(1);
        CompletableFuture<Boolean> flushed = road.flush();
        road.end();
        assertThat(flushed).isCompletedWithValue(false);
    }
}
