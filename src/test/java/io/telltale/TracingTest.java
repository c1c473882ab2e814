package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;

class TracingTest {
    @StartStop
    private final MockWebServer server = new MockWebServer();

    interface Orders {
        @Traced
        String place(int id);
    }

    @Test
    void aCompletedCallIsToldAtOnce() throws Exception {
        server.enqueue(new MockResponse.Builder().code(200).build());
        TracingConfig config = TracingConfig.builder()
                .endpoint(server.url("/events").toString())
                .serviceName("orders")
                .capture(CaptureMode.ALL)
                .build();
        try (Tracing tracing =
                Tracing.builder(config).meterRegistry(new SimpleMeterRegistry()).build()) {
            Orders orders = tracing.trace(Orders.class, id -> "order " + id);

            assertThat(orders.place(7)).isEqualTo("order 7");

            assertThat(server.takeRequest().getBody().utf8())
                    .contains("\"name\":\"Orders.place\"", "\"id\":7", "order 7");
            assertThat(tracing.flush(Duration.ofSeconds(10))).isTrue();
            assertThat(tracing.stats().delivered()).isEqualTo(1);
        }
    }

    @Test
    void aTraceThatCameInWithARequestIsToldOnAndGoesOutWithTheNext() throws Exception {
        server.enqueue(new MockResponse.Builder().code(200).build());
        TracingConfig config = TracingConfig.builder()
                .endpoint(server.url("/events").toString())
                .build();
        try (Tracing tracing =
                Tracing.builder(config).meterRegistry(new SimpleMeterRegistry()).build()) {
            StringBuilder outbound = new StringBuilder();
            Orders orders = tracing.trace(Orders.class, id -> {
                TraceContext.inject((name, value) -> outbound.append(value));
                return "order " + id;
            });
            try (ContinuedTrace inbound =
                    tracing.continueTrace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")) {
                orders.place(7);
                assertThat(inbound.context().sampled()).isTrue();
            }

            assertThat(server.takeRequest().getBody().utf8())
                    .contains(
                            "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"",
                            "\"parent_span_id\":\"00f067aa0ba902b7\"");
            assertThat(outbound)
                    .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                    .doesNotContain("00f067aa0ba902b7");
        }
    }
}
