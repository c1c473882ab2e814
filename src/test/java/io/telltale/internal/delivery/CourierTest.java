package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.telltale.EncodedEvent;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.internal.delivery.FakeEndpoint.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How events leave while the endpoint is well. */
class CourierTest {
    @Test
    void aBurstOfMoreThanOneStepTakesLeavesWholeAndAtOnce() {
        for (int burst : new int[] {1_024, 1_030, 2_048, 5_000}) {
            VirtualRoad road = new VirtualRoad();
            road.record(burst);
            road.advanceMillis(100);
            road.assertAllDelivered();
        }
    }

    private static final TraceContext SPAN = new TraceContext(1, 1, 1, true, 0);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    @Test
    void theFirstEventAfterAPauseLeavesAtOnce() {
        VirtualRoad road = new VirtualRoad();
        road.advance(PAUSE);
        Duration before = road.time.elapsed();
        road.record(1);
        road.time.settle();
        assertThat(road.endpoint.times()).containsExactly(before);
        road.advanceMillis(1);
        road.assertAllDelivered();
    }

    @Test
    void anEventSoonAfterAnotherLeavesWithinTheGap() {
        VirtualRoad road = new VirtualRoad();
        road.advance(PAUSE);
        road.record(1);
        road.advanceMillis(3);
        road.record(1);
        road.advanceMillis(2);
        road.record(1);
        road.advanceMillis(20);
        assertThat(events(road)).containsExactly(List.of("e1"), List.of("e2", "e3"));
        assertThat(gap(road, 0, 1)).isEqualTo(Duration.ofNanos(Pacer.GAP));
        road.assertAllDelivered();
    }

    @Test
    void eventsThatComeWhileARequestIsUnderWayLeaveTogetherOnceItEnds() {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.latency(Duration.ofMillis(30));
        road.record(1);
        for (int i = 0; i < 20; i++) {
            road.advanceMillis(1);
            road.record(1);
        }
        road.advanceMillis(100);
        assertThat(events(road)).containsExactly(List.of("e1"), names(2, 21));
        assertThat(gap(road, 0, 1)).isEqualTo(Duration.ofMillis(30));
        assertThat(road.endpoint.mostUnderWay()).isEqualTo(1);
        road.assertAllDelivered();
    }

    @Test
    void aRequestThatTakesLongNoLongerKeepsEventsWaiting() {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answersNothing();
        road.record(1);
        road.advanceMillis(5);
        road.record(1);
        road.advanceMillis(44);
        assertThat(road.endpoint.requests()).hasSize(1);
        road.advanceMillis(2);
        assertThat(events(road)).containsExactly(List.of("e1"), List.of("e2"));
        assertThat(gap(road, 0, 1)).isEqualTo(Duration.ofNanos(Courier.OVERLAP));
        answerAll(road);
        road.assertAllDelivered();
    }

    @Test
    void aFullBatchWaitsNeitherForTheGapNorForTheRequestUnderWay() {
        VirtualRoad road = new VirtualRoad(settings -> settings.batchEvents = 10);
        road.endpoint.answersNothing();
        road.record(1);
        road.advanceMillis(1);
        road.record(10);
        road.time.settle();
        assertThat(events(road)).containsExactly(List.of("e1"), names(2, 11));
        answerAll(road);
        road.assertAllDelivered();
    }

    @Test
    void aBatchIsFullInBytesToo() {
        assertThat(secondRequestAfter(9)).as("900 bytes wait for the gap").isEqualTo(Duration.ofNanos(Pacer.GAP));
        assertThat(secondRequestAfter(10)).as("1,000 bytes wait for nothing").isEqualTo(Duration.ofMillis(1));
    }

    private static Duration secondRequestAfter(int events) {
        VirtualRoad road = new VirtualRoad(settings -> settings.batchBytes = 1_000);
        road.record(1);
        road.time.settle();
        road.record(events);
        road.advanceMillis(50);
        road.assertAllDelivered();
        return gap(road, 0, 1);
    }

    @Test
    void noBatchExceedsTheLimitsInEventsAndBytes() {
        VirtualRoad road = new VirtualRoad(settings -> {
            settings.batchEvents = 7;
            settings.batchBytes = 1_050;
            settings.eventBytes = 100;
        });
        road.record(50);
        road.record("x".repeat(2_000));
        road.record("y".repeat(1_000));
        road.record(3);
        road.advance(Duration.ofSeconds(1));
        assertThat(events(road)).allSatisfy(batch -> {
            assertThat(batch).hasSizeLessThanOrEqualTo(7);
            if (batch.size() > 1) {
                assertThat(batch.stream()
                                .mapToInt(name -> Math.max(100, name.length()))
                                .sum())
                        .isLessThanOrEqualTo(1_050);
            }
        });
        road.assertAllDelivered();
    }

    @Test
    void neverMoreRequestsAreUnderWayThanConfigured() {
        VirtualRoad road = new VirtualRoad(settings -> {
            settings.slots = 3;
            settings.batchEvents = 10;
        });
        road.endpoint.latency(Duration.ofMillis(400));
        for (int i = 0; i < 100; i++) {
            road.record(10);
            road.advanceMillis(5);
        }
        assertThat(road.endpoint.mostUnderWay()).isEqualTo(3);
        road.advance(Duration.ofSeconds(30));
        assertThat(road.endpoint.mostUnderWay()).isEqualTo(3);
        road.assertAllDelivered();
    }

    @Test
    void eventsOfOneThreadArriveInTheirOrder() {
        VirtualRoad road = new VirtualRoad(settings -> settings.slots = 1);
        for (int i = 0; i < 200; i++) {
            road.record(5);
            road.advanceMillis(3);
        }
        road.advance(Duration.ofSeconds(1));
        assertThat(road.endpoint.accepted()).isEqualTo(names(1, 1_000));
    }

    @Test
    void deferredEventsLeaveOnlyAtTheUploadInterval() {
        VirtualRoad road = new VirtualRoad(settings -> {
            settings.uploadInterval = Duration.ofSeconds(5);
            settings.batchEvents = 10;
        });
        road.advance(Duration.ofMillis(100));
        for (int i = 0; i < 48; i++) {
            road.recordDeferred(1);
            road.advanceMillis(100);
        }
        assertThat(road.endpoint.requests()).isEmpty();
        road.advanceMillis(300);
        assertThat(road.endpoint.times()).allMatch(at -> at.toMillis() >= 5_000 && at.toMillis() < 5_020);
        assertThat(road.endpoint.accepted()).isEqualTo(names(1, 48));
        road.assertAllDelivered();
    }

    @Test
    void deferredEventsThatKeepComingNeverTurnTheUploadIntoAStream() {
        VirtualRoad road = new VirtualRoad();
        for (int i = 0; i < 10_000; i++) {
            road.recordDeferred(1);
            road.advanceMillis(2);
        }
        road.advance(Duration.ofSeconds(5));
        assertThat(road.endpoint.times())
                .allMatch(at -> at.toMillis() % 5_000 <= 200)
                .hasSizeLessThan(50);
        road.assertAllDelivered();
    }

    @Test
    void aLaneHalfFullOfDeferredEventsIsEncodedBeforeItOverflows() {
        VirtualRoad road = new VirtualRoad(settings -> settings.laneEvents = 100);
        for (int i = 0; i < 1_000; i++) {
            road.recordDeferred(1);
            road.time.settle();
        }
        assertThat(road.stats().stored()).isGreaterThanOrEqualTo(950);
        assertThat(road.ledger.spilledTotal()).as("events past a full lane").isZero();
        assertThat(road.endpoint.requests()).isEmpty();
        road.assertAccount();
    }

    @Test
    void anUrgentEventTakesTheDeferredOnesBeforeItAlong() {
        VirtualRoad road = new VirtualRoad();
        road.advance(Duration.ofSeconds(1));
        road.recordDeferred(3);
        road.advance(Duration.ofSeconds(1));
        road.record(1);
        road.time.settle();
        assertThat(events(road)).containsExactly(names(1, 4));
    }

    @Test
    void anEventWhoseLaneIsFullIsStoredByItsCallerAndLeavesAtOnce() {
        VirtualRoad road = new VirtualRoad(settings -> settings.laneBytes = 1_000);
        road.advance(PAUSE);
        road.intake.take(withInput("more than the lane bears ".repeat(50), road.time.nanos()), true);
        assertThat(road.stats().stored()).isEqualTo(1);
        road.advanceMillis(20);
        road.assertAllDelivered();
        assertThat(road.ledger.spilledTotal()).isEqualTo(1);
        assertThat(road.ledger.uploadedTotal()).isEqualTo(1);
    }

    @Test
    void whatAUsersStoreCallsOnACallersThreadIsNotTraced() {
        List<Boolean> suppressed = new ArrayList<>();
        VirtualRoad road = new VirtualRoad(settings -> {
            settings.laneBytes = 1_000;
            settings.store = new FaultyStore() {
                @Override
                public List<EncodedEvent> add(EncodedEvent event) {
                    suppressed.add(TraceContext.isSuppressed());
                    return super.add(event);
                }
            };
        });
        TraceContext before = TraceContext.exchange(SPAN);
        road.intake.take(withInput("more than the lane bears ".repeat(50), road.time.nanos()), true);
        assertThat(suppressed).containsExactly(true);
        assertThat(TraceContext.exchange(before)).as("what was current").isSameAs(SPAN);
    }

    @Test
    void anIdleCourierSleepsThroughItsUploadInterval() {
        VirtualRoad road = new VirtualRoad();
        road.record(1);
        road.advance(Duration.ofSeconds(1));
        int before = road.steps();
        road.advance(Duration.ofSeconds(50));
        assertThat(road.steps() - before).isEqualTo(10);
    }

    @Test
    void aBurstLeavesInFullBatches() {
        VirtualRoad road = new VirtualRoad(settings -> settings.laneEvents = 1_024);
        road.record(20_000);
        road.advance(Duration.ofSeconds(1));
        assertThat(events(road)).hasSize(40); // the whole of it divided by 512, rounded up
        road.assertAllDelivered();
    }

    @Test
    void aSteadyStreamMakesOneRequestAGap() {
        VirtualRoad road = new VirtualRoad();
        for (int i = 0; i < 20_000; i++) {
            road.record(1);
            road.advance(Duration.ofNanos(50_000));
        }
        assertThat(events(road)).as("requests in a second").hasSizeBetween(80, 101);
        road.advance(Duration.ofSeconds(1));
        road.assertAllDelivered();
    }

    @Test
    void aBusyCourierIsNotWokenPerEvent() {
        VirtualRoad road = new VirtualRoad();
        int before = road.steps();
        for (int i = 0; i < 10_000; i++) {
            road.record(1);
            road.advance(Duration.ofNanos(100_000));
        }
        assertThat(road.steps() - before).as("steps in a second").isLessThan(500);
        road.advance(Duration.ofSeconds(1));
        road.assertAllDelivered();
    }

    @Test
    void whatAStoreHeldAtTheStartLeavesAtOnceAndCountsAsRecorded() {
        FaultyStore store = new FaultyStore();
        for (int i = 0; i < 5; i++) {
            store.add(new EncodedEvent(FakeFormat.envelope("earlier<"), ("old" + i).getBytes(UTF_8), 0));
        }
        VirtualRoad road = new VirtualRoad(settings -> settings.store = store);
        assertThat(road.endpoint.requests()).hasSize(1);
        road.record(1);
        road.advance(Duration.ofSeconds(1));
        assertThat(road.endpoint.request(0).envelope).isEqualTo(FakeFormat.envelope("earlier<"));
        assertThat(road.endpoint.request(1).envelope).isEqualTo(FakeFormat.ENVELOPE);
        assertThat(road.stats().recorded()).isEqualTo(6);
        road.assertAllDelivered();
    }

    @Test
    void anEventThatTheFormatCanNotWriteCostsItselfAlone() {
        VirtualRoad road = new VirtualRoad();
        road.record(1);
        road.record(FakeFormat.UNENCODABLE);
        road.record(FakeFormat.ERROR);
        road.record(1);
        road.advance(Duration.ofSeconds(1));
        road.assertQuiet();
        assertThat(road.endpoint.accepted()).containsExactly("e1", "e2");
        assertThat(road.stats().dropped()).containsExactly(entry("unencodable", 2L));
    }

    @Test
    void anEventThatTheFormatCanNotWriteCostsItselfAloneOnItsCallersThreadToo() {
        VirtualRoad road = new VirtualRoad(settings -> settings.laneEvents = 1);
        road.record(1);
        road.record(FakeFormat.UNENCODABLE);
        road.record(FakeFormat.ERROR);
        road.record(1);
        road.advance(Duration.ofSeconds(1));
        road.assertQuiet();
        assertThat(road.stats().delivered()).isEqualTo(2);
        assertThat(road.stats().dropped()).containsExactly(entry("unencodable", 2L));
    }

    private static TraceEvent withInput(String value, long nanos) {
        return TraceEvent.of("heavy", SPAN)
                .times(nanos, nanos)
                .inputs(new String[] {"a"}, new Object[] {value})
                .build();
    }

    private static void answerAll(VirtualRoad road) {
        List.copyOf(road.endpoint.underWay()).forEach(request -> request.answer(FakeEndpoint.status(200)));
        road.time.settle();
        road.endpoint.answers(FakeEndpoint.status(200));
        road.advanceMillis(200);
        List.copyOf(road.endpoint.underWay()).forEach(request -> request.answer(FakeEndpoint.status(200)));
        road.advanceMillis(200);
    }

    private static Duration gap(VirtualRoad road, int from, int to) {
        return road.endpoint.request(to).at.minus(road.endpoint.request(from).at);
    }

    private static List<List<String>> events(VirtualRoad road) {
        return road.endpoint.requests().stream()
                .map((Request request) -> request.events)
                .toList();
    }

    private static List<String> names(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "e" + i).toList();
    }
}
