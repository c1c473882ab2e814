package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.telltale.internal.delivery.FakeEndpoint.Request;
import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events that the endpoint refuses while it is well. */
class CourierRefusalTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);

    private final VirtualRoad road = new VirtualRoad();

    // 413

    @Test
    void aBatchTooLargeLeavesInHalvesAndLaterOnesStayBelowWhatWasRefused() {
        road.endpoint.answers(request -> request.events.size() > 20 ? FakeEndpoint.status(413) : OK);
        road.record(100);
        road.advance(Duration.ofSeconds(5));
        road.assertAllDelivered();
        assertThat(road.gate.level()).isZero();
        assertThat(road.ledger.spilledTotal()).isZero();
        int before = road.endpoint.requests().size();
        road.record(100);
        road.advance(Duration.ofSeconds(5));
        road.assertAllDelivered();
        List<Request> later = road.endpoint
                .requests()
                .subList(before, road.endpoint.requests().size());
        assertThat(later).as("below the 25 that were refused").allMatch(request -> request.events.size() < 25);
    }

    @Test
    void aSingleEventTooLargeIsDroppedAndItsNeighboursAreDelivered() {
        refuse(413, Set.of("e5"));
        road.record(10);
        road.advance(Duration.ofSeconds(5));
        road.assertQuiet();
        assertThat(road.stats().delivered()).isEqualTo(9);
        assertThat(road.stats().dropped()).containsExactly(entry("too_large", 1L));
    }

    // 400 and 422

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void theOneBadEventOfABatchIsFoundAndDroppedWithFewMoreRequests(int status) {
        for (int bad : new int[] {1, 2, 200, 257, 511, 512}) {
            VirtualRoad fresh = new VirtualRoad();
            String name = "e" + bad;
            fresh.endpoint.answers(request -> request.events.contains(name) ? FakeEndpoint.status(status) : OK);
            fresh.record(512);
            fresh.advance(Duration.ofSeconds(5));
            fresh.assertQuiet();
            assertThat(fresh.stats().delivered()).isEqualTo(511);
            assertThat(fresh.stats().dropped()).containsExactly(entry("rejected", 1L));
            assertThat(fresh.endpoint.requests()).hasSizeLessThanOrEqualTo(1 + 2 * 9 + 1);
            assertThat(fresh.gate.level()).isZero();
        }
    }

    @Test
    void howeverManyBadEventsHideTheRequestsOfOneBatchAreBoundedAndAllAreFoundInTheEnd() {
        road.endpoint.answers(
                request -> request.events.stream().anyMatch(CourierRefusalTest::isOdd) ? FakeEndpoint.status(400) : OK);
        road.record(256);
        road.advance(Duration.ofMillis(Shipment.MAX_REQUESTS + 1));
        assertThat(road.endpoint.requests()).hasSizeLessThanOrEqualTo(Shipment.MAX_REQUESTS + 1);
        road.advance(Duration.ofMinutes(2));
        road.assertQuiet();
        assertThat(road.stats().delivered()).isEqualTo(128);
        assertThat(road.stats().dropped()).containsExactly(entry("rejected", 128L));
    }

    @Test
    void anEndpointThatRefusesEverythingIsAtFaultItselfAndNothingIsDropped() {
        road.endpoint.answers(FakeEndpoint.status(400));
        road.record(300);
        road.advance(Duration.ofSeconds(4));
        road.assertQuiet();
        assertThat(road.stats().stored()).isEqualTo(300);
        assertThat(road.stats().dropped()).isEmpty();
        assertThat(road.endpoint.requests()).hasSize(Shipment.MAX_REFUSALS_IN_A_ROW);
        road.advance(Duration.ofMinutes(2));
        assertThat(road.gate.level()).as("read as 404: the breaker opens").isEqualTo(2);
        assertThat(road.reporter.lastFailure()).contains("one by one");
        road.endpoint.answers(OK);
        road.advance(Duration.ofMinutes(3));
        road.assertAllDelivered();
        assertThat(road.endpoint.accepted()).isEqualTo(names(1, 300));
    }

    /** They were refused for what the endpoint was at that moment, and were dropped as soon as a neighbour was accepted. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 6, 7, 8, 11, 15})
    void anEndpointThatComesToItsSensesInTheMiddleOfASplitLosesNothing(int refusals) {
        road.endpoint.answersNothing();
        road.record(1);
        road.advanceMillis(10);
        road.record(8);
        road.endpoint.answers(
                request -> road.endpoint.requests().size() <= 1 + refusals ? FakeEndpoint.status(400) : OK);
        road.endpoint.underWay().get(0).answer(OK);
        road.advance(Duration.ofMinutes(2));
        road.assertAllDelivered();
    }

    @Test
    void aLoneBadEventIsKeptUntilALaterOneIsAccepted() {
        refuse(422, Set.of("e1"));
        road.record(1);
        road.advance(Duration.ofSeconds(3));
        road.assertQuiet();
        assertThat(road.stats().stored()).isEqualTo(1);
        road.record(1);
        road.advance(Duration.ofSeconds(3));
        road.assertQuiet();
        assertThat(road.endpoint.accepted()).containsExactly("e2");
        assertThat(road.stats().dropped()).containsExactly(entry("rejected", 1L));
    }

    // 5xx over one event

    @Test
    void anEventThatTheServerFailsOverGoesToTheTailAndItsNeighboursAreDelivered() {
        refuse(500, Set.of("e3"));
        road.record(20);
        road.advance(Duration.ofMinutes(4));
        assertThat(road.endpoint.accepted())
                .containsExactlyInAnyOrderElementsOf(
                        names(1, 20).stream().filter(name -> !name.equals("e3")).toList());
        for (int i = 0; i < 30; i++) {
            road.record(1);
            road.advance(Duration.ofSeconds(1));
        }
        road.advance(Duration.ofMinutes(3));
        road.assertAccount();
        assertThat(road.stats().delivered()).isEqualTo(49);
        assertThat(road.stats().dropped()).isEmpty();
        road.endpoint.answers(OK);
        road.advance(Duration.ofMinutes(3));
        road.assertAllDelivered();
    }

    @Test
    void afterAServerErrorTheBatchIsLeasedAgainAtHalfTheSizeAndGrowsOnceAccepted() {
        road.endpoint.answers(FakeEndpoint.status(500));
        road.record(400);
        road.advance(Duration.ofSeconds(4));
        road.endpoint.answers(OK);
        road.advance(Duration.ofSeconds(60));
        road.assertAllDelivered();
        List<Integer> sizes = road.endpoint.requests().stream()
                .map(request -> request.events.size())
                .distinct()
                .toList();
        assertThat(sizes).containsExactly(400, 200);
        assertThat(road.limits.events()).isEqualTo(512);
    }

    @Test
    void batchesOfOneByConfigurationNeverCarryTwo() {
        VirtualRoad single = new VirtualRoad(settings -> settings.batchEvents = 1);
        single.record(20);
        single.advance(Duration.ofSeconds(1));
        single.assertAllDelivered();
        assertThat(single.endpoint.requests()).hasSize(20).allMatch(request -> request.events.size() == 1);
    }

    private void refuse(int status, Set<String> bad) {
        road.endpoint.answers(
                request -> request.events.stream().anyMatch(bad::contains) ? FakeEndpoint.status(status) : OK);
    }

    private static boolean isOdd(String name) {
        return Integer.parseInt(name.substring(1)) % 2 == 1;
    }

    private static List<String> names(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "e" + i).toList();
    }
}
