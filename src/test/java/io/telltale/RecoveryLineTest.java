package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class RecoveryLineTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.telltale");

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private volatile MockResponse answer = new MockResponse.Builder().code(401).build();

    interface Orders {
        @Traced
        void place(int id);
    }

    @BeforeEach
    void listen() {
        lines.start();
        LOG.addAppender(lines);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer;
            }
        });
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(lines);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "5, 300"})
    void theLastBatchOfAnOutagesBacklogIsToldWithTheOthers(int events, int answerMillis) {
        TracingConfig config = TracingConfig.builder()
                .endpoint(server.url("/events").toString())
                .batchMaxEvents(2)
                .build();
        try (Tracing tracing =
                Tracing.builder(config).meterRegistry(new SimpleMeterRegistry()).build()) {
            Orders orders = tracing.trace(Orders.class, id -> {});
            orders.place(0);
            await().until(() -> tracing.health().state() == TracingHealth.State.FAILING);
            IntStream.range(1, events).forEach(orders::place);
            await().until(() -> tracing.stats().stored() == events);

            answer = new MockResponse.Builder()
                    .headersDelay(answerMillis, TimeUnit.MILLISECONDS)
                    .build();
            assertThat(tracing.flush(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.startsWith("delivering again"))
                .singleElement()
                .asString()
                .contains(events + " stored events uploaded");
    }
}
