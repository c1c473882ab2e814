package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.telltale.TracingHealth;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of events when a receiver accepts a request but not all that is in it. */
class CourierPartialSuccessTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("io.telltale");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final VirtualRoad road = new VirtualRoad(settings -> settings.logger = logger);

    @BeforeEach
    void listen() {
        lines.setContext(context);
        lines.start();
        logger.addAppender(lines);
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void sendOneBatchOf(int events) {
        road.endpoint.answersNothing();
        road.record(1);
        road.advanceMillis(10);
        road.record(events);
        road.endpoint.underWay().get(0).answer(FakeEndpoint.status(200));
    }

    @Test
    void whatAReceiverRejectsOfABatchIsDroppedAndTheRestDelivered() {
        sendOneBatchOf(10);
        road.advanceMillis(100);
        road.endpoint.last().answer(FakeEndpoint.accepted("3 no names"));
        road.advanceMillis(100);

        road.assertAccount();
        assertThat(road.stats().recorded()).isEqualTo(11);
        assertThat(road.stats().delivered()).isEqualTo(8);
        assertThat(road.stats().dropped()).containsExactly(entry("rejected", 3L));
        assertThat(road.stats().inFlight()).isZero();
        assertThat(road.endpoint.requests()).as("nothing is sent again").hasSize(2);
    }

    @Test
    void aReceiverCanRejectNoMoreThanItWasSent() {
        road.endpoint.answers(FakeEndpoint.accepted(Long.MAX_VALUE + " nothing here is right"));
        road.record("e1");
        road.advanceMillis(100);

        road.assertAccount();
        assertThat(road.stats().delivered()).isZero();
        assertThat(road.stats().dropped()).containsExactly(entry("rejected", 1L));
        assertThat(messages()).noneMatch(line -> line.contains("acknowledged"));
    }

    @Test
    void theReceiversWordsAreToldOnceAMinute() {
        road.endpoint.answers(FakeEndpoint.accepted("1 span has\u001b[31m\r\n\u202eno   name"));
        for (int i = 0; i < 50; i++) {
            road.record(1);
            road.advance(Duration.ofSeconds(1));
        }

        assertThat(messages().stream().filter(line -> line.contains("no name")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("rejected", "\"span has [31m no name\""));
        road.advance(Duration.ofMinutes(1));
        road.record(1);
        road.advanceMillis(100);
        assertThat(messages().stream().filter(line -> line.contains("no name"))).hasSize(2);
    }

    @Test
    void wordsWithNothingRejectedAreAWarning() {
        road.endpoint.answers(FakeEndpoint.accepted("0 send less, " + "please ".repeat(1_000)));
        road.record(5);
        road.advanceMillis(200);

        road.assertAllDelivered();
        assertThat(road.stats().dropped()).isEmpty();
        assertThat(lines.list)
                .filteredOn(line -> line.getFormattedMessage().contains("send less"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.WARN);
                    assertThat(line.getFormattedMessage()).hasSizeLessThan(500).doesNotContain("rejected");
                });
        assertThat(road.reporter.state()).isEqualTo(TracingHealth.State.DELIVERING);
    }

    @Test
    void aFlushThatLostSomeIsNotTrue() {
        road.endpoint.answersNothing();
        road.record(4);
        CompletableFuture<Boolean> flush = road.flush();
        while (!road.endpoint.underWay().isEmpty()) {
            road.endpoint.underWay().get(0).answer(FakeEndpoint.accepted("1"));
            road.advanceMillis(10);
        }

        assertThat(flush).isCompletedWithValue(false);
    }

    @Test
    void noRequestIsLargerThan64MiBWhateverIsConfigured() {
        VirtualRoad large = new VirtualRoad(settings -> {
            settings.eventBytes = 9 << 20;
            settings.batchBytes = 1L << 30;
            settings.store = new InMemoryEventStore(1_000, 1L << 30, false);
        });
        large.endpoint.answersNothing();
        large.record(1);
        large.advanceMillis(10);
        large.record(15);
        large.endpoint.answers(FakeEndpoint.status(200));
        large.endpoint.underWay().get(0).answer(FakeEndpoint.status(200));
        large.advance(Duration.ofSeconds(10));

        large.assertAllDelivered();
        assertThat(large.endpoint.requests()).allMatch(request -> request.events.size() <= 7);
        assertThat(large.endpoint.requests()).anyMatch(request -> request.events.size() > 1);
    }

    @Test
    void anEventThatNoRequestMayHoldIsDropped() {
        VirtualRoad large = new VirtualRoad(settings -> {
            settings.eventBytes = 64 << 20;
            settings.store = new InMemoryEventStore(1_000, 1L << 30, false);
        });
        large.record(1);
        large.advanceMillis(100);

        assertThat(large.endpoint.requests()).isEmpty();
        assertThat(large.stats().dropped()).containsExactly(entry("too_large", 1L));
        large.assertQuiet();
    }
}
