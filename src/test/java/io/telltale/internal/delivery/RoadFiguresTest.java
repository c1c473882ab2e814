package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.telltale.TracingHealth;
import io.telltale.internal.http.HttpAnswer.Fault;
import io.telltale.internal.meters.Meters;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What meters and health say of a road. */
class RoadFiguresTest {
    private final VirtualRoad road = new VirtualRoad(settings -> settings.maxAttempts = 1);
    private final RoadFigures figures = new RoadFigures(
            road.ledger, road.store, road.lane, road.gate, road.pulse, 4, road.reporter::sinceSuccessNanos);

    @Test
    void beforeTheFirstEventThereIsNothingToTell() {
        assertThat(figures.undeliveredAgeSeconds()).isZero();
        assertThat(figures.successAgeSeconds()).isNaN();
        assertThat(figures.activeRequests()).isZero();
        assertThat(road.reporter.state()).isEqualTo(TracingHealth.State.IDLE);
        assertThat(road.reporter.lastSuccess()).isNull();
        assertThat(road.reporter.lastFailure()).isNull();
        assertThat(road.reporter.whatToCheck()).isNull();
    }

    @Test
    void eventsThatLeaveAreToldWithTheTimeSinceTheLastSuccess() {
        road.record(3);
        road.advance(Duration.ofSeconds(7));
        assertThat(figures.recorded()).isEqualTo(3);
        assertThat(figures.delivered()).isEqualTo(3);
        assertThat(figures.successAgeSeconds()).isBetween(6.9, 7.0);
        assertThat(road.reporter.lastSuccess()).isNotNull();
        assertThat(road.reporter.state()).isEqualTo(TracingHealth.State.DELIVERING);
    }

    @Test
    void theOldestUndeliveredEventGrowsOlderWhereverItIs() {
        road.endpoint.answersNothing();
        road.record(1);
        road.advance(Duration.ofSeconds(3));
        assertThat(figures.activeRequests()).isEqualTo(1);
        assertThat(figures.undeliveredAgeSeconds()).as("in a request").isEqualTo(3);
        road.endpoint.last().answer(FakeEndpoint.status(404));
        road.advance(Duration.ofSeconds(1));
        assertThat(figures.activeRequests()).isZero();
        assertThat(figures.storeEvents()).isEqualTo(1);
        assertThat(figures.storeBytes()).isEqualTo(164);
        assertThat(figures.storeFill()).isPositive();
        assertThat(figures.undeliveredAgeSeconds()).as("in the store").isEqualTo(4);
        assertThat(road.reporter.state()).isEqualTo(TracingHealth.State.FAILING);
        assertThat(road.reporter.whatToCheck()).contains("TELLTALE_ENDPOINT");
    }

    @Test
    void anOutageIsToldBySpillsUploadsAndTheBreaker() {
        road.endpoint.answers(FakeEndpoint.fault(Fault.CONNECT));
        for (int i = 0; i < 10; i++) {
            road.record(1);
            road.advance(Duration.ofSeconds(1));
        }
        assertThat(figures.breakerState()).isEqualTo(2);
        assertThat(figures.spilled()).isEqualTo(10);
        road.endpoint.answers(FakeEndpoint.status(200));
        road.advance(Duration.ofMinutes(1));
        assertThat(figures.breakerState()).isZero();
        assertThat(figures.uploaded()).isEqualTo(10);
        assertThat(figures.callsNotPermitted()).isEqualTo(road.gate.notPermitted());
    }

    @Test
    void everyReasonIsToldByItsName() {
        road.record(FakeFormat.UNENCODABLE);
        road.advance(Duration.ofSeconds(1));
        assertThat(figures.dropReasons()).contains("unencodable", "store_full", "closed");
        assertThat(figures.dropped("unencodable")).isEqualTo(1);
        assertThat(figures.dropped("closed")).isZero();
    }

    @Test
    void theLaneTellsWhatIsNotYetEncoded() {
        road.recordDeferred(3);
        assertThat(figures.laneEvents()).isEqualTo(3);
    }

    @Test
    void requestsAreTimedByWhatCameOfThem() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Meters meters = new Meters(registry, "shop", figures, sentence -> {})) {
            road.reporter.meters(meters);
            road.reporter.answered(FakeEndpoint.status(200), 1);
            road.reporter.answered(FakeEndpoint.status(429), 1);
            road.reporter.answered(FakeEndpoint.status(302), 1);
            road.reporter.answered(FakeEndpoint.status(404), 1);
            road.reporter.answered(FakeEndpoint.status(503), 1);
            for (Fault fault : List.of(Fault.DNS, Fault.CONNECT, Fault.TLS, Fault.TIMEOUT, Fault.IO, Fault.EXECUTOR)) {
                road.reporter.answered(FakeEndpoint.fault(fault), 1);
            }
            assertThat(registry.get("telltale.log.requests").timers().stream()
                            .map(timer -> timer.getId().getTag("status") + " "
                                    + timer.getId().getTag("outcome") + " " + timer.count()))
                    .containsExactlyInAnyOrder(
                            "success 2xx 1",
                            "error 429 1",
                            "error 3xx 1",
                            "error 4xx 1",
                            "error 5xx 1",
                            "error connect 2",
                            "error tls 1",
                            "error timeout 1",
                            "error io 2");
            road.record(1);
            road.advanceMillis(5);
            assertThat(registry.get("telltale.log.delivery").timer().count()).isEqualTo(1);
        }
    }
}
