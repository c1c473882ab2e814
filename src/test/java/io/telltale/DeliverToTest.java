package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Events that are handed over in place, as tests of applications have it. */
class DeliverToTest {
    private final List<EncodedEvent> received = new ArrayList<>();

    private static Tracing to(Consumer<EncodedEvent> receiver, Map<String, String> environment) {
        return Tracing.builder(TracingConfig.from(environment))
                .deliverTo(receiver)
                .build();
    }

    @Test
    void anEventIsThereWhenItsCallReturns() {
        Tracing tracing = to(received::add, Map.of());
        Orders orders = tracing.trace(Orders.class, new Orders.Simple());

        orders.placeSync(1, "one");
        assertThat(received).hasSize(1);
        orders.placeDeferred(1, "one");
        assertThat(received).hasSize(2);

        assertThat(new String(received.get(0).body(), StandardCharsets.UTF_8)).contains("\"Orders.placeSync\"");
    }

    @Test
    void theFormatIsTheConfiguredOne() {
        Tracing tracing = to(received::add, Map.of("TELLTALE_FORMAT", "zipkin"));

        tracing.open("step").close();

        assertThat(new String(received.get(0).body(), StandardCharsets.UTF_8)).contains("\"traceId\"");
    }

    @Test
    void nothingIsSentAndNobodySaysThatTracingIsOff() {
        try (LogLines log = new LogLines();
                Collector collector = new Collector()) {
            Tracing tracing = to(received::add, Map.of("TELLTALE_ENDPOINT", collector.url()));

            tracing.open("step").close();

            assertThat(tracing.flush(Duration.ZERO)).isTrue();
            assertThat(tracing.health().state()).isEqualTo(TracingHealth.State.OFF);
            assertThat(tracing.stats().recorded()).isZero();
            assertThat(log.all()).isEmpty();
            assertThat(received).hasSize(1);
        }
    }

    @Test
    void aReceiverThatThrowsCostsTheEventAndNoCallAndIsLogged() {
        try (LogLines log = new LogLines()) {
            Tracing tracing = to(
                    event -> {
                        throw new AssertionError("full");
                    },
                    Map.of());

            assertThat(tracing.trace(Orders.class, new Orders.Simple()).place(1, "one"))
                    .isEqualTo("one");

            assertThat(log.containing("WARN An event was lost")).hasSize(1);
            assertThat(TraceContext.current()).isNull();
        }
    }

    @Test
    void whatTheReceiverCallsIsNotTold() {
        List<Orders> traced = new ArrayList<>();
        Tracing tracing = to(
                event -> {
                    received.add(event);
                    traced.get(0).place(2, "two");
                },
                Map.of());
        traced.add(tracing.trace(Orders.class, new Orders.Simple()));

        traced.get(0).place(1, "one");

        assertThat(received).hasSize(1);
    }

    @Test
    void afterClosingNothingIsHandedOver() {
        Tracing tracing = to(received::add, Map.of());
        tracing.close();

        tracing.open("step").close();

        assertThat(received).isEmpty();
    }
}
