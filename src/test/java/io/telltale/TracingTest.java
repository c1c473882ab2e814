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
}
