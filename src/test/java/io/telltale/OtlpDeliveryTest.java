package io.telltale;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.telltale.internal.format.WireOtlp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a traced call to an OTLP receiver; every body is read with the official schema. */
class OtlpDeliveryTest {
    @StartStop
    private final MockWebServer receiver = new MockWebServer();

    @Traced
    interface Bank {
        CompletableFuture<String> charge(int id);

        void refund(int id);
    }

    private static final class DefaultBank implements Bank {
        @Override
        public CompletableFuture<String> charge(int id) {
            return CompletableFuture.completedFuture("receipt " + id);
        }

        @Override
        public void refund(int id) {
            throw new IllegalStateException("no refund of " + id);
        }
    }

    private void answers(MockResponse.Builder answer) {
        receiver.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer.build();
            }
        });
    }

    private Tracing tracing() {
        TracingConfig config = TracingConfig.from(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url("/").toString(),
                "OTEL_SERVICE_NAME", "bank",
                "TELLTALE_CAPTURE", "all",
                "TELLTALE_SHUTDOWN_HOOK", "false"));
        return Tracing.builder(config).meterRegistry(new SimpleMeterRegistry()).build();
    }

    private List<Span> received() throws Exception {
        List<Span> spans = new ArrayList<>();
        for (int i = receiver.getRequestCount(); i > 0; i--) {
            RecordedRequest request = receiver.takeRequest();
            assertThat(request.getTarget()).isEqualTo("/v1/traces");
            assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
            spans.addAll(WireOtlp.spans(request.getBody().utf8()));
        }
        return spans;
    }

    @Test
    void nestedFailingAndAsynchronousCallsAreSpansOfOneTrace() throws Exception {
        answers(new MockResponse.Builder().body("{}"));
        try (Tracing tracing = tracing()) {
            Bank bank = tracing.trace(Bank.class, new DefaultBank());
            try (TraceScope day = tracing.open("day")) {
                bank.charge(7).join();
                assertThatThrownBy(() -> bank.refund(7)).isInstanceOf(IllegalStateException.class);
            }
            assertThat(tracing.flush(Duration.ofSeconds(20))).isTrue();
        }

        Map<String, Span> spans = received().stream().collect(toMap(Span::getName, Function.identity()));
        assertThat(spans).containsOnlyKeys("day", "Bank.charge", "Bank.refund");
        Span day = spans.get("day");
        for (String child : List.of("Bank.charge", "Bank.refund")) {
            assertThat(spans.get(child).getTraceId()).isEqualTo(day.getTraceId());
            assertThat(spans.get(child).getParentSpanId()).isEqualTo(day.getSpanId());
        }
        Span refund = spans.get("Bank.refund");
        assertThat(refund.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(refund.getEvents(0).getName()).isEqualTo("exception");
        assertThat(refund.getEvents(0).toString())
                .contains("java.lang.IllegalStateException", "no refund of 7", "OtlpDeliveryTest");
        assertThat(spans.get("Bank.charge").toString()).contains("receipt 7");
    }

    @ParameterizedTest
    @CsvSource({"200,", "200,{}", "202,", "204,", "200,'{\"partialSuccess\":{}}'"})
    void whateverSuccessAReceiverAnswersTheEventIsDelivered(int status, String body) {
        MockResponse.Builder answer = new MockResponse.Builder().code(status);
        answers(body == null ? answer : answer.body(body));
        try (Tracing tracing = tracing()) {
            tracing.open("block").close();
            assertThat(tracing.flush(Duration.ofSeconds(20))).isTrue();
            assertThat(tracing.stats()).isEqualTo(new TracingStats(1, 1, 0, 0, Map.of()));
        }
        assertThat(receiver.getRequestCount()).isOne();
    }

    @Test
    void whatAReceiverRejectsIsCountedAsDroppedAndItsWordsAreLogged() {
        answers(new MockResponse.Builder()
                .body("{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"too old\"}}"));
        try (LogLines log = new LogLines();
                Tracing tracing = tracing()) {
            tracing.open("block").close();
            assertThat(tracing.flush(Duration.ofSeconds(20))).isFalse();
            assertThat(tracing.stats()).isEqualTo(new TracingStats(1, 0, 0, 0, Map.of("rejected", 1L)));
            tracing.close();
            assertThat(log.containing("too old")).hasSize(1);
        }
    }
}
