package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What an operator sees of traffic, an outage and a recovery: meters, health and log lines. In every delivery. */
@EveryDelivery
class OperatorTest {
    @Parameter
    private Delivery delivery;

    @Test
    void theMetersOfEventsSayWhatTheFiguresSay() {
        try (Scene scene =
                Scene.of(delivery, settings -> settings.storeMaxEvents(10).syncMaxWait(Duration.ofMillis(20)))) {
            scene.place(5);
            scene.drain();
            scene.collector.down();
            scene.place(30);
            scene.stored(10);
            // between two tries: what is being tried is under way, not stored
            Scene.eventually().untilAsserted(() -> {
                assertThat(scene.gauge("telltale.store.events")).isEqualTo(10);
                assertThat(scene.gauge("telltale.store.fill")).isEqualTo(1);
                assertThat(scene.gauge("telltale.store.bytes")).isGreaterThan(10 * EventStore.OVERHEAD_BYTES);
                assertThat(scene.gauge("telltale.undelivered.age")).isPositive();
            });
            scene.collector.up();
            scene.collector.always(exchange ->
                    Collector.answer(exchange.contains(35) ? 400 : 200).to(exchange));
            scene.tracing.flush(Scene.LONG);
            TracingStats stats = scene.quiet();

            assertThat(stats.dropped()).containsEntry("store_full", 20L);
            assertThat(scene.events("recorded")).isEqualTo(35).isEqualTo(stats.recorded());
            assertThat(scene.events("delivered")).isEqualTo(stats.delivered());
            assertThat(droppedByReason(scene)).isEqualTo(stats.dropped());
            assertThat(scene.gauge("telltale.store.events")).isEqualTo(stats.stored());
            assertThat(scene.registry.get("telltale.log.delivery").timer().count())
                    .isEqualTo(stats.delivered());
        }
    }

    @Test
    void theMetersOfRequestsTellKindsOfTroubleApart() {
        try (Scene scene = Scene.of(
                delivery,
                settings -> settings.requestTimeout(Duration.ofMillis(300)).retryMaxAttempts(10))) {
            scene.collector.next(
                    Collector.answer(500),
                    Collector.answer(429),
                    Collector.cutAnswer(),
                    Collector.answer(503),
                    scene.collector.hold());

            scene.place(1);

            Scene.eventually().until(() -> scene.tracing.stats().delivered() == 1);
            scene.collector.next(Collector.answer(403));
            scene.place(1);
            Scene.eventually().until(() -> scene.requestsCounted("4xx") == 1);
            scene.collector.down();
            Scene.eventually().until(() -> {
                scene.tracing.flush(Scene.SHORT);
                return scene.requestsCounted("connect") > 0;
            });

            assertThat(scene.requestsCounted("5xx")).isEqualTo(2);
            assertThat(scene.requestsCounted("429")).isEqualTo(1);
            assertThat(scene.requestsCounted("io")).isPositive();
            assertThat(scene.requestsCounted("timeout")).isEqualTo(1);
            assertThat(scene.requestsCounted("2xx")).isEqualTo(1);
            assertThat(scene.registry
                            .get("telltale.log.requests")
                            .tag("status", "success")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(scene.registry.get("telltale.log.requests").timers())
                    .allMatch(timer ->
                            delivery.name().equalsIgnoreCase(timer.getId().getTag("client")));
        }
    }

    @Test
    void requestsUnderWayAndPooledConnectionsCanBeWatched() {
        try (Scene scene = Scene.of(
                delivery,
                settings -> settings.syncMaxWait(Duration.ofMillis(20)).maxConnections(3))) {
            assertThat(scene.gauge("telltale.requests.max")).isEqualTo(3);
            scene.collector.next(scene.collector.hold());
            scene.place(1);
            scene.collector.awaitHeld(1);

            Scene.eventually().until(() -> scene.gauge("telltale.requests.active") == 1);
            assertThat(scene.registry.get("okhttp.pool.connection.count").gauges())
                    .isNotEmpty();
            scene.collector.release();
            Scene.eventually().until(() -> scene.gauge("telltale.requests.active") == 0);
            assertThat(scene.gauge("telltale.success.age")).isNotNegative();
        }
    }

    @Test
    void withoutARegistryOfItsOwnATracingIsSoonSeenInTheGlobalOneUntilItIsClosed() {
        try (Collector other = new Collector()) {
            Tracing tracing = Tracing.create(Scene.quick(other, delivery)
                    .serviceName("global-" + delivery)
                    .build());
            Scene.eventually().until(() -> isInGlobalRegistry("global-" + delivery));
            tracing.close();
            assertThat(isInGlobalRegistry("global-" + delivery)).isFalse();
        }
    }

    private static boolean isInGlobalRegistry(String tracer) {
        return Metrics.globalRegistry
                        .find("telltale.lane.events")
                        .tag("tracer", tracer)
                        .gauge()
                != null;
    }

    @Test
    void twoTracingsInOneRegistryAreToldApartAndLeaveNothingBehind() {
        try (Scene scene = Scene.of(delivery);
                Collector other = new Collector()) {
            Tracing second = Tracing.builder(Scene.quick(other, delivery).build())
                    .meterRegistry(scene.registry)
                    .build();
            second.trace(Orders.class, new Orders.Simple()).place(1, Scene.PAYLOAD);
            scene.place(2);
            assertThat(second.flush(Scene.LONG)).isTrue();
            scene.drain();

            assertThat(recorded(scene, "orders")).isEqualTo(2);
            assertThat(recorded(scene, "orders-2")).isEqualTo(1);
            second.close();
            assertThat(scene.registry
                            .find("telltale.events")
                            .tag("tracer", "orders-2")
                            .meters())
                    .isEmpty();
            scene.tracing.close();
            assertThat(scene.registry.getMeters()).isEmpty();
        }
    }

    @Test
    void healthTellsOfAnOutageAndItsEnd() {
        try (Scene scene = Scene.of(delivery)) {
            assertThat(scene.tracing.health().state()).isEqualTo(TracingHealth.State.IDLE);
            scene.place(1);
            scene.drain();
            Scene.eventually()
                    .untilAsserted(
                            () -> assertThat(scene.tracing.health().state()).isEqualTo(TracingHealth.State.DELIVERING));
            assertThat(scene.tracing.health().lastSuccess()).isNotNull();
            assertThat(scene.tracing.health().whatToCheck()).isNull();

            scene.collector.always(Collector.answer(401));
            scene.place(1);
            Scene.eventually().until(() -> scene.tracing.health().state() == TracingHealth.State.FAILING);
            TracingHealth ill = scene.tracing.health();
            assertThat(ill.lastFailure()).contains("401");
            assertThat(ill.whatToCheck()).contains("TELLTALE_API_KEY");
            assertThat(ill.storeFill()).isPositive();
            Scene.eventually()
                    .until(() -> scene.tracing.health().oldestUndelivered().compareTo(Duration.ZERO) > 0);

            scene.collector.always(Collector.answer(200));
            scene.drain();
            Scene.eventually()
                    .untilAsserted(
                            () -> assertThat(scene.tracing.health().state()).isEqualTo(TracingHealth.State.DELIVERING));
            Scene.eventually()
                    .until(() -> scene.tracing.health().oldestUndelivered().isZero());
            scene.tracing.close();
            assertThat(scene.tracing.health().state()).isEqualTo(TracingHealth.State.CLOSED);
        }
    }

    @Test
    void theLogTellsTheStartTheFirstSuccessTheFirstFailureAndTheRecoveryOnce() {
        try (Scene scene = Scene.of(delivery)) {
            scene.place(1);
            scene.drain();
            scene.place(1);
            scene.drain();
            scene.collector.down();
            scene.place(3);
            Scene.eventually().until(() -> {
                scene.tracing.flush(Scene.SHORT); // faster than the pace of a recovery
                return scene.requestsCounted("connect") > 6;
            });
            scene.stored(3);
            scene.collector.up();
            scene.drain();
            Scene.eventually()
                    .until(() -> !scene.log.containing("delivering again").isEmpty());

            assertThat(scene.log.containing("Tracing orders to"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO")
                    .contains(
                            scene.collector.url(),
                            "format json",
                            "delivery " + delivery.name().toLowerCase());
            assertThat(scene.log.containing("First event acknowledged")).hasSize(1);
            assertThat(scene.log.containing("refused the connection"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("TELLTALE_ENDPOINT");
            assertThat(scene.log.containing("delivering again"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO")
                    .contains("stored event");
        }
    }

    private static double recorded(Scene scene, String tracer) {
        return scene.registry
                .get("telltale.events")
                .tags("tracer", tracer, "state", "recorded")
                .functionCounter()
                .count();
    }

    private static Map<String, Long> droppedByReason(Scene scene) {
        Map<String, Long> reasons = new HashMap<>();
        for (FunctionCounter counter :
                scene.registry.get("telltale.events").tag("state", "dropped").functionCounters()) {
            if (counter.count() > 0) {
                reasons.put(counter.getId().getTag("reason"), (long) counter.count());
            }
        }
        return reasons;
    }
}
