package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.telltale.TracingHealth;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators are told of what befalls events, and when. */
class CourierToldTest {
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("io.telltale");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final VirtualRoad road = new VirtualRoad(settings -> {
        settings.logger = logger;
        settings.batchEvents = 10;
    });

    @BeforeEach
    void listen() {
        lines.setContext(context);
        lines.start();
        logger.addAppender(lines);
    }

    private List<String> told(String start) {
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith(start))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 11, 20, 25, 45})
    void anOutageIsOverOnceTheLastOfItsBacklogIsAccepted(int events) {
        road.endpoint.answers(FakeEndpoint.status(503));
        road.record(events);
        road.advance(A_WHILE);
        road.endpoint.answersNothing();
        while (road.stats().delivered() < events) {
            assertThat(told("delivering again")).isEmpty();
            road.advance(A_WHILE);
            road.endpoint.underWay().get(0).answer(FakeEndpoint.status(200));
            road.time.settle();
        }

        assertThat(told("delivering again"))
                .singleElement()
                .asString()
                .contains(events + " stored event")
                .contains(" uploaded");
        assertThat(road.reporter.state()).isEqualTo(TracingHealth.State.DELIVERING);
        road.record(1);
        road.advance(A_WHILE);
        road.endpoint.last().answer(FakeEndpoint.status(200));
        road.time.settle();
        assertThat(told("delivering again")).as("nor again").hasSize(1);
    }

    @Test
    void aRefusalThatOnlyDividesABatchIsToldTooThoughNothingIsLost() {
        road.endpoint.answers(request -> FakeEndpoint.status(request.events.size() > 5 ? 413 : 200));
        road.record(10);
        road.advance(A_WHILE);

        road.assertAllDelivered();
        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).anyMatch(line -> line.contains("413"));
    }

    @Test
    void anEndpointThatNeverAnswersIsOneThatFails() {
        road.mayAcceptTwice();
        road.endpoint.answersNothing();
        road.record(2);
        road.advance(Duration.ofSeconds(54));

        assertThat(road.reporter.state()).isEqualTo(TracingHealth.State.FAILING);
        assertThat(road.pulse.isHeldUp()).isTrue();
    }

    @Test
    void whatWasDeferredInAPauseIsUploadedFromTheStoreLikeAllThatCameInIt() {
        road.pause();
        road.recordDeferred(3);
        road.resume();
        road.advance(A_WHILE);

        road.assertAllDelivered();
        assertThat(road.ledger.uploadedTotal()).isEqualTo(3);
    }

    @Test
    void afterTheEndNothingWaitsAndNothingIsUnderWay() {
        road.endpoint.answersNothing();
        road.record(1);
        road.advanceMillis(10);
        assertThat(road.pulse.oldestEventAgeNanos()).isPositive();
        assertThat(road.pulse.activeRequests()).isEqualTo(1);
        road.end();

        assertThat(road.pulse.oldestEventAgeNanos()).isZero();
        assertThat(road.pulse.activeRequests()).isZero();
    }
}
