package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.telltale.TracingHealth;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events while the endpoint fails, and when it comes back. */
class CourierOutageTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);
    private static final HttpAnswer DOWN = FakeEndpoint.status(503);

    // Retries

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
    void anAnswerThatSaysNotNowIsTriedAgainAndThenGivenBack(int status) {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answers(FakeEndpoint.status(status));
        road.record(1);
        road.advance(Duration.ofSeconds(1));
        road.assertQuiet();
        assertThat(road.endpoint.requests()).hasSize(3);
        assertThat(road.stats().stored()).isEqualTo(1);
        assertThat(road.ledger.spilledTotal()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"DNS", "CONNECT", "TLS", "TIMEOUT", "IO"})
    void aRequestWithoutAnAnswerIsTriedAgainAndThenGivenBack(Fault fault) {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answers(FakeEndpoint.fault(fault));
        road.record(1);
        road.advance(Duration.ofSeconds(1));
        road.assertQuiet();
        assertThat(road.endpoint.requests()).hasSize(3);
        assertThat(road.stats().stored()).isEqualTo(1);
        assertThat(road.reporter.state()).isEqualTo(TracingHealth.State.FAILING);
    }

    @Test
    void aRetryThatIsAcceptedLosesNothingAndSpillsNothing() {
        VirtualRoad road = new VirtualRoad();
        answersInTurn(road, DOWN, DOWN, OK);
        road.record(3);
        road.advance(Duration.ofSeconds(1));
        road.assertAllDelivered();
        assertThat(road.ledger.spilledTotal()).isZero();
        assertThat(road.endpoint.requests())
                .hasSize(3)
                .allMatch(request -> request.events.size() == 1 || request.events.size() == 3);
    }

    @Test
    void backOffsDoubleUpToTheLongestAndAreSpreadByHalf() {
        for (double random : new double[] {0, 0.5, 0.999}) {
            VirtualRoad road = new VirtualRoad(settings -> {
                settings.maxAttempts = 7;
                settings.maxFailures = 100;
                settings.maxBackoff = Duration.ofMillis(800);
                settings.random = () -> random;
            });
            road.endpoint.latency(Duration.ZERO);
            road.endpoint.answers(DOWN);
            road.record(1);
            road.advance(Duration.ofSeconds(6));
            List<Long> waits = gapsInMillis(road).subList(0, 6);
            long[] plain = {100, 200, 400, 800, 800, 800};
            for (int i = 0; i < plain.length; i++) {
                assertThat(waits.get(i))
                        .isBetween((long) (plain[i] * (0.5 + random)) - 1, (long) (plain[i] * (0.5 + random)) + 1);
            }
        }
    }

    /** A server's 5xx shrink batches to one event, and a courier that waited for a full batch woke up for each. */
    @Test
    void inAnOutageTheCourierIsNotWokenByEveryCall() {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answers(FakeEndpoint.status(500));
        recordEveryMilli(road, 30_000);
        assertThat(road.limits.events()).as("a batch").isEqualTo(1);
        int before = road.steps();
        recordEveryMilli(road, 1_000);
        assertThat(road.steps() - before).isLessThanOrEqualTo(120);
        road.assertAccount();
    }

    private static void recordEveryMilli(VirtualRoad road, int calls) {
        for (int i = 0; i < calls; i++) {
            road.record(1);
            road.advanceMillis(1);
        }
    }

    @Test
    void eventsOfAnOutageLeaveOldestFirst() {
        VirtualRoad road = new VirtualRoad(settings -> settings.batchEvents = 10);
        road.endpoint.answers(FakeEndpoint.fault(Fault.CONNECT));
        for (int i = 0; i < 40; i++) {
            road.record(5);
            road.advanceMillis(100);
        }
        road.assertAccount();
        road.endpoint.answers(OK);
        road.advance(Duration.ofMinutes(5));
        road.assertAllDelivered();
        assertThat(road.endpoint
                        .accepted()
                        .equals(IntStream.rangeClosed(1, 200)
                                .mapToObj(i -> "e" + i)
                                .toList()))
                .as("oldest first")
                .isTrue();
        assertThat(road.ledger.uploadedTotal()).isEqualTo(road.ledger.spilledTotal());
    }

    @Test
    void afterAFailureOneBatchAtATimeIsUnderWay() {
        VirtualRoad road = new VirtualRoad(settings -> {
            settings.batchEvents = 10;
            settings.maxFailures = 1_000;
        });
        road.endpoint.answers(DOWN);
        road.record(10);
        road.advance(Duration.ofSeconds(1));
        road.endpoint.answersNothing();
        road.record(500);
        road.advance(Duration.ofSeconds(20));
        assertThat(road.endpoint.underWay()).hasSize(1);
    }

    // The breaker

    @Test
    void theBreakerOpensAfterSoManyFailuresInARowAndNothingIsSentWhileItIsOpen() {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answers(DOWN);
        road.record(1);
        road.advanceMillis(500);
        assertThat(road.gate.level()).as("after three attempts").isZero();
        road.record(1);
        road.advance(Duration.ofMillis(1_120));
        assertThat(road.endpoint.requests()).hasSize(5);
        assertThat(road.gate.level()).isEqualTo(2);
        Duration opened = road.endpoint.last().at;
        road.record(600);
        road.advanceMillis(450);
        assertThat(road.endpoint.requests()).hasSize(5);
        road.advanceMillis(100);
        assertThat(road.endpoint.requests()).as("one probe").hasSize(6);
        assertThat(road.endpoint.last().at.minus(opened)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_010));
    }

    @Test
    void probesComeAfterOneSecondThenTwiceAsLongEachTimeUpToTheResetTimeout() {
        VirtualRoad road = new VirtualRoad(settings -> settings.resetTimeout = Duration.ofSeconds(10));
        openTheBreaker(road);
        int before = road.endpoint.requests().size();
        road.advance(Duration.ofSeconds(60));
        List<Long> waits = gapsInMillis(road).subList(before - 1, before + 6);
        assertThat(waits.stream().map(millis -> Math.round(millis / 1_000.0)))
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
    }

    @Test
    void probesAreSpreadByHalf() {
        Random random = new Random(7);
        List<Long> firstWaits = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            VirtualRoad road = new VirtualRoad(settings -> settings.random = random::nextDouble);
            openTheBreaker(road);
            int before = road.endpoint.requests().size();
            road.advance(Duration.ofSeconds(2));
            firstWaits.add(gapsInMillis(road).get(before - 1));
        }
        assertThat(firstWaits).allMatch(wait -> wait >= 500 && wait <= 1_510);
        assertThat(firstWaits).anyMatch(wait -> wait < 700).anyMatch(wait -> wait > 1_300);
    }

    @Test
    void aProbeThatIsAcceptedClosesTheBreakerAndTheStoreDrainsAtOnce() {
        VirtualRoad road = new VirtualRoad();
        openTheBreaker(road);
        road.recordDeferred(400);
        road.endpoint.answers(OK);
        road.advanceMillis(1_100);
        assertThat(road.gate.level()).isZero();
        road.assertAllDelivered();
        assertThat(road.reporter.state()).isEqualTo(TracingHealth.State.DELIVERING);
    }

    @Test
    void aFreshEventAfterAnOutageLeavesAtOnceAgain() {
        VirtualRoad road = new VirtualRoad();
        openTheBreaker(road);
        road.endpoint.answers(OK);
        road.advance(Duration.ofSeconds(30));
        Duration before = road.time.elapsed();
        road.record(1);
        road.time.settle();
        assertThat(road.endpoint.last().at).isEqualTo(before);
    }

    // A time that the server names

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void nothingIsSentBeforeTheTimeThatTheServerNamed(int status) {
        VirtualRoad road = new VirtualRoad();
        answersInTurn(road, FakeEndpoint.retryAfter(status, "30"));
        road.record(1);
        road.advance(Duration.ofSeconds(10));
        road.record(1_000);
        assertThat(road.flush()).isNotDone();
        road.advance(Duration.ofMillis(19_990));
        assertThat(road.endpoint.requests()).hasSize(1);
        assertThat(road.gate.level()).as("no verdict for the breaker").isZero();
        road.advanceMillis(100); // who waits for a flush is spared the jitter
        assertThat(road.endpoint.requests().size()).isGreaterThan(1);
        road.advance(Duration.ofSeconds(20));
        road.assertAllDelivered();
    }

    @Test
    void aShortWaitThatTheServerNamesIsWaitedForByTheRetry() {
        VirtualRoad road = new VirtualRoad();
        answersInTurn(road, FakeEndpoint.retryAfter(503, "2"));
        road.record(1);
        road.advance(Duration.ofSeconds(3));
        road.assertAllDelivered();
        assertThat(road.ledger.spilledTotal()).isZero();
        assertThat(road.endpoint.request(1).at).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_010));
    }

    @Test
    void aServerThatIsAlwaysBusyIsAskedNoMoreOftenThanItSays() {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answers(FakeEndpoint.retryAfter(429, "1"));
        for (int i = 0; i < 600; i++) {
            road.record(10);
            road.advanceMillis(100);
        }
        List<Long> gaps = gapsInMillis(road);
        assertThat(gaps.subList(10, gaps.size()))
                .as("once those under way together are back")
                .allMatch(gap -> gap >= 1_000);
        road.assertAccount();
    }

    // Answers that end it at once

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 401, 403, 404, 405, 410, 418})
    void aMisconfiguredEndpointIsNotTriedAgainAndTheEventIsKept(int status) {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answers(FakeEndpoint.status(status));
        road.record(1);
        road.advance(Duration.ofSeconds(4));
        road.assertQuiet();
        assertThat(road.endpoint.requests()).hasSize(1);
        assertThat(road.stats().stored()).isEqualTo(1);
        assertThat(road.stats().dropped()).isEmpty();
        road.advance(Duration.ofMinutes(2));
        assertThat(road.gate.level()).as("each of these is a failure").isEqualTo(2);
    }

    @Test
    void aRequestThatThisProcessCouldNotMakeIsGivenBackAndSaysNothingOfTheEndpoint() {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answers(FakeEndpoint.fault(Fault.EXECUTOR));
        for (int i = 0; i < 20; i++) {
            road.record(1);
            road.advance(Duration.ofSeconds(6));
        }
        road.advance(Duration.ofSeconds(1));
        road.assertQuiet();
        assertThat(road.stats().stored()).isEqualTo(20);
        assertThat(road.gate.level()).isZero();
        road.endpoint.answers(OK);
        road.advance(Duration.ofSeconds(6));
        road.assertAllDelivered();
    }

    @Test
    void aProbeThatThisProcessCouldNotMakeLeavesRoomForAnother() {
        VirtualRoad road = new VirtualRoad();
        openTheBreaker(road);
        road.endpoint.answers(FakeEndpoint.fault(Fault.EXECUTOR));
        road.advance(Duration.ofSeconds(10));
        assertThat(road.gate.level()).isEqualTo(1);
        road.endpoint.answers(OK);
        road.advance(Duration.ofSeconds(5));
        road.assertAllDelivered();
        assertThat(road.gate.level()).isZero();
    }

    // Silence

    @Test
    void anAnswerThatNeverComesIsGivenUpOnAndALateOneSettlesNothing() {
        VirtualRoad road = new VirtualRoad().mayAcceptTwice();
        road.endpoint.answersNothing();
        road.record(2);
        road.advance(Duration.ofSeconds(54));
        road.endpoint.answers(OK);
        road.advance(Duration.ofSeconds(6));
        road.assertAllDelivered();
        int requests = road.endpoint.requests().size();
        road.endpoint.request(0).answer(OK);
        road.endpoint.request(1).answer(DOWN);
        road.advance(Duration.ofSeconds(20));
        assertThat(road.stats().delivered()).isEqualTo(2);
        assertThat(road.endpoint.requests())
                .as("no retry of what was given up on")
                .hasSize(requests);
        road.assertAllDelivered();
    }

    @Test
    void aProbeThatIsNeverAnsweredDoesNotKeepTheBreakerHalfOpen() {
        VirtualRoad road = new VirtualRoad().mayAcceptTwice();
        openTheBreaker(road);
        road.endpoint.answersNothing();
        road.advance(Duration.ofSeconds(2));
        assertThat(road.gate.level()).isEqualTo(1);
        road.advance(Duration.ofSeconds(53));
        assertThat(road.gate.level()).isEqualTo(2);
        road.endpoint.answers(OK);
        road.advance(Duration.ofSeconds(5));
        road.endpoint.last().answer(DOWN);
        road.assertAllDelivered();
        assertThat(road.gate.level()).isZero();
    }

    // How fast a backlog leaves

    @Test
    void aBacklogLeavesWithAtMostTwiceTheUsualRateOfRequests() {
        VirtualRoad road = new VirtualRoad(settings -> settings.batchEvents = 10);
        for (int i = 0; i < 600; i++) { // for two minutes, five requests a second
            road.record(1);
            road.advanceMillis(200);
        }
        road.endpoint.answers(FakeEndpoint.fault(Fault.CONNECT));
        for (int i = 0; i < 900; i++) { // for three minutes nothing gets through
            road.record(2);
            road.advanceMillis(200);
        }
        road.endpoint.answers(OK);
        int before = road.endpoint.requests().size();
        for (int i = 0; i < 600; i++) {
            road.record(1);
            road.advanceMillis(200);
        }
        List<Duration> times =
                road.endpoint.times().subList(before, road.endpoint.requests().size());
        for (int second = 0; second < 120; second++) {
            Duration from = times.get(0).plusSeconds(second);
            long inSecond = times.stream()
                    .filter(at -> at.compareTo(from) >= 0 && at.compareTo(from.plusSeconds(1)) < 0)
                    .count();
            assertThat(inSecond).as("requests in second %d", second).isLessThanOrEqualTo(11);
        }
        road.advance(Duration.ofMinutes(1));
        road.assertAllDelivered();
    }

    @Test
    void aBacklogOfAClientThatSeldomSendsLeavesWithOneRequestASecond() {
        VirtualRoad road = new VirtualRoad(settings -> settings.batchEvents = 10);
        road.endpoint.answers(FakeEndpoint.fault(Fault.CONNECT));
        for (int i = 0; i < 60; i++) {
            road.record(1);
            road.advance(Duration.ofSeconds(2));
        }
        road.advance(Duration.ofMinutes(5));
        road.endpoint.answers(OK);
        int before = road.endpoint.requests().size();
        road.advance(Duration.ofMinutes(2));
        road.assertAllDelivered();
        List<Long> gaps = gapsInMillis(road);
        assertThat(gaps.subList(before, gaps.size() - 1)).allMatch(gap -> gap >= 1_000);
    }

    /** By the mean of its bursts it took as long to leave as it had taken to come. */
    @Test
    void aBacklogOfDeferredEventsLeavesWithinTenSecondsAtTwiceTheRequestsOfItsBurstsAtMost() {
        VirtualRoad road = new VirtualRoad();
        recordDeferredEveryMilli(road, 20_000);
        int usual = mostInASecond(road.endpoint.times());
        road.endpoint.answers(FakeEndpoint.fault(Fault.CONNECT));
        recordDeferredEveryMilli(road, 60_000);
        int before = road.endpoint.requests().size();
        road.endpoint.answers(OK);
        recordDeferredEveryMilli(road, 40_000);
        List<Duration> after =
                road.endpoint.times().subList(before, road.endpoint.requests().size());
        List<String> arrived = road
                .endpoint
                .requests()
                .subList(before, road.endpoint.requests().size())
                .stream()
                .filter(request -> request.at.compareTo(after.get(0).plusSeconds(10)) < 0)
                .flatMap(request -> request.events.stream())
                .toList();
        assertThat(usual).as("in a burst").isEqualTo(10);
        assertThat(mostInASecond(after)).isLessThanOrEqualTo(2 * usual);
        assertThat(arrived).as("what was recorded in the outage").contains("e20001", "e80000");
        road.assertAccount();
    }

    private static void recordDeferredEveryMilli(VirtualRoad road, int calls) {
        for (int i = 0; i < calls; i++) {
            road.recordDeferred(1);
            road.advanceMillis(1);
        }
    }

    private static int mostInASecond(List<Duration> times) {
        return times.stream()
                .mapToInt(from -> (int) times.stream()
                        .filter(at -> at.compareTo(from) >= 0 && at.compareTo(from.plusSeconds(1)) < 0)
                        .count())
                .max()
                .orElse(0);
    }

    @Test
    void partsOfABatchCountAsRequestsWhileABacklogLeaves() {
        VirtualRoad road = new VirtualRoad();
        road.endpoint.answers(DOWN); // shrinks batches until every event travels alone
        for (int i = 0; i < 60; i++) {
            road.record(1);
            road.advance(Duration.ofSeconds(1));
        }
        road.endpoint.answers(OK);
        int before = road.endpoint.requests().size();
        road.advance(Duration.ofMinutes(2));
        road.assertAllDelivered();
        List<Duration> times =
                road.endpoint.times().subList(before, road.endpoint.requests().size());
        assertThat(times.get(1))
                .as("the second part leaves at once")
                .isLessThan(times.get(0).plusMillis(10));
        assertThat(times.get(2))
                .as("what follows")
                .isGreaterThanOrEqualTo(times.get(0).plusSeconds(2));
    }

    // Where the store overflows

    @Test
    void whatTheStoreHasNoRoomForIsDroppedOldestFirstAndCounted() {
        VirtualRoad road = new VirtualRoad(settings -> settings.store = new InMemoryEventStore(100, 1 << 20, false));
        road.endpoint.answers(FakeEndpoint.status(404));
        road.record(250);
        road.advance(Duration.ofSeconds(1));
        road.assertQuiet();
        assertThat(road.stats().dropped()).containsExactly(entry("store_full", 150L));
        road.endpoint.answers(OK);
        road.advance(Duration.ofMinutes(1));
        road.assertQuiet();
        assertThat(road.endpoint.accepted()).hasSize(100).contains("e250").doesNotContain("e1");
    }

    @Test
    void theAccountIsExactWhateverTheEndpointAnswers() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            VirtualRoad road = new VirtualRoad(settings -> {
                settings.batchEvents = 1 + random.nextInt(40);
                settings.laneEvents = 1 + random.nextInt(60);
                settings.slots = 1 + random.nextInt(4);
                settings.store = new InMemoryEventStore(300, 1 << 20, random.nextBoolean());
                settings.random = random::nextDouble;
            });
            int[] statuses = {200, 200, 200, 200, 400, 404, 408, 413, 422, 429, 500, 503, 301};
            road.endpoint.answers(request -> FakeEndpoint.status(statuses[random.nextInt(statuses.length)]));
            for (int i = 0; i < 400; i++) {
                if (random.nextBoolean()) {
                    road.record(random.nextInt(20));
                } else {
                    road.recordDeferred(random.nextInt(20));
                }
                road.advanceMillis(random.nextInt(200));
                road.assertAccount();
            }
            road.endpoint.answers(OK);
            road.advance(Duration.ofMinutes(15));
            road.assertQuiet();
            assertThat(road.stats().stored()).as("seed %d", seed).isZero();
            assertThat(road.endpoint.mostUnderWay()).isLessThanOrEqualTo(4);
        }
    }

    private static void openTheBreaker(VirtualRoad road) {
        road.endpoint.answers(FakeEndpoint.fault(Fault.CONNECT));
        for (int i = 0; i < 100 && road.gate.level() != 2; i++) {
            road.record(1);
            road.advanceMillis(20);
        }
        assertThat(road.gate.level()).isEqualTo(2);
    }

    /** These in turn, and 200 from then on. */
    private static void answersInTurn(VirtualRoad road, HttpAnswer... answers) {
        Queue<HttpAnswer> queue = new ArrayDeque<>(List.of(answers));
        road.endpoint.answers(request -> queue.isEmpty() ? OK : queue.remove());
    }

    private static List<Long> gapsInMillis(VirtualRoad road) {
        List<Duration> times = road.endpoint.times();
        return IntStream.range(1, times.size())
                .mapToObj(i -> times.get(i).minus(times.get(i - 1)).toMillis())
                .toList();
    }
}
