package io.telltale;

import static java.util.stream.IntStream.rangeClosed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What holds of every delivery: events arrive, outages cost none within the bounds, and the account is exact. */
@EveryDelivery
class DeliveryTest {
    @Parameter
    private Delivery delivery;

    @Test
    void everyCompletedCallReachesTheReceiver() {
        try (Scene scene = Scene.of(delivery)) {
            scene.place(100);
            scene.orders.later(CompletableFuture.completedFuture(Scene.PAYLOAD));
            try (TraceScope step = scene.tracing.open("load-prices")) {
                step.tag("currency", "EUR").result(Scene.PAYLOAD);
            }

            // no flush: it leaves by itself
            Scene.eventually().until(() -> scene.collector.size() == 102);
            scene.assertAccount(102);
            assertThat(scene.collector.numbers().subList(0, 100))
                    .containsExactlyElementsOf(rangeClosed(1, 100).boxed().toList());
            assertThat(scene.collector.duplicates()).isZero();
            assertThat(scene.tracing.stats().delivered()).isEqualTo(102);
        }
    }

    @Test
    void aRefusedConnectionCostsNothing() {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.down();

            scene.place(20);
            scene.stored(20);
            scene.assertAccount(20);
            scene.collector.up();

            scene.drain();
            scene.assertAccount(20);
            assertThat(scene.collector.duplicates()).isZero();
        }
    }

    @Test
    void aConnectionLostBeforeOrDuringTheBodyIsTriedAgain() {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.next(Collector.resetBeforeBody(), Collector.resetDuringBody(), Collector.resetBeforeBody());

            scene.place(20);

            scene.drain();
            scene.assertAccount(20);
            assertThat(scene.collector.duplicates()).isZero();
        }
    }

    @Test
    void aLostAnswerCostsADuplicateAndNoEvent() {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.next(Collector.resetAfterBody(), Collector.cutAnswer());

            scene.place(1);

            Scene.eventually().until(() -> scene.tracing.stats().delivered() == 1);
            scene.assertAccount(1);
            assertThat(scene.collector.duplicates()).isBetween(1L, 2L);
        }
    }

    @Test
    void anEndpointThatDoesNotAnswerTimesOutAndIsAskedAgain() {
        try (Scene scene = Scene.of(
                delivery,
                settings -> settings.requestTimeout(Duration.ofMillis(200)).retryMaxAttempts(1))) {
            scene.collector.next(scene.collector.hold());

            scene.place(1);
            Scene.eventually().until(() -> scene.requestsCounted("timeout") == 1);

            scene.drain();
            scene.assertAccount(1);
            assertThat(scene.collector.requests()).isEqualTo(2);
        }
    }

    @Test
    void afterAnOutageTheOldestLeaveFirst() {
        try (Scene scene =
                Scene.of(delivery, settings -> settings.batchMaxEvents(10).maxConnections(1))) {
            scene.collector.down();
            scene.place(100);
            scene.stored(100);
            scene.collector.up();

            scene.drain();

            assertThat(scene.collector.numbers())
                    .containsExactlyElementsOf(rangeClosed(1, 100).boxed().toList());
            assertThat(scene.events("uploaded")).isPositive();
            scene.assertAccount(100);
        }
    }

    @Test
    void afterAnOutageTheStoreLeavesByItself() {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.down();
            scene.place(5);
            scene.stored(5);
            scene.collector.up();

            Scene.eventually().until(() -> scene.collector.size() == 5);
            scene.assertAccount(5);
        }
    }

    @Test
    void anOpenBreakerLetsOneProbeThroughAndClosesWhenItIsAccepted() {
        try (Scene scene = Scene.of(
                delivery,
                settings -> settings.breakerMaxFailures(1)
                        .breakerResetTimeout(Scene.NEVER)
                        .retryMaxAttempts(1))) {
            scene.collector.next(Collector.answer(500));
            scene.place(1);
            Scene.eventually().until(() -> scene.tracing.health().breaker().equals("open"));
            scene.place(9);
            scene.stored(10);
            assertThat(scene.collector.requests()).isEqualTo(1);

            scene.collector.next(scene.collector.hold());
            CompletableFuture<Boolean> flush =
                    CompletableFuture.supplyAsync(() -> scene.tracing.flush(Scene.LONG)); // the probe
            scene.collector.awaitHeld(1);
            assertThat(scene.tracing.health().breaker()).isEqualTo("half-open");
            assertThat(scene.gauge("telltale.circuit")).isEqualTo(1);
            assertThat(scene.collector.requests()).isEqualTo(2);
            scene.collector.release();

            assertThat(flush.join()).isTrue();
            assertThat(scene.tracing.health().breaker()).isEqualTo("closed");
            scene.assertAccount(10);
        }
    }

    @Test
    void anOpenBreakerProbesByItselfUntilTheEndpointIsBack() {
        try (Scene scene = Scene.of(
                delivery, settings -> settings.breakerMaxFailures(2).breakerResetTimeout(Duration.ofMillis(10)))) {
            scene.collector.down();
            scene.place(10);
            Scene.eventually().until(() -> scene.tracing.health().breaker().equals("open"));
            scene.collector.up();

            Scene.eventually().until(() -> scene.collector.size() == 10);
            Scene.eventually().until(() -> scene.tracing.health().breaker().equals("closed"));
            scene.assertAccount(10);
        }
    }

    @Test
    void aFullStoreDropsTheOldestByDefault() {
        try (Scene scene = Scene.of(delivery, settings -> settings.storeMaxEvents(10))) {
            scene.collector.down();
            scene.place(1);
            scene.stored(1);
            scene.place(24);
            Scene.eventually().until(() -> scene.tracing.stats().droppedTotal() == 15);
            scene.stored(10);
            scene.assertAccount(25);
            scene.collector.up();

            scene.drain();

            scene.assertAccount(25);
            assertThat(scene.tracing.stats().dropped()).isEqualTo(Map.of("store_full", 15L));
            assertThat(scene.collector.numbers()).hasSize(10).contains(25);
        }
    }

    @Test
    void aFullStoreRefusesTheNewestWhereThatIsAskedFor() {
        try (Scene scene =
                Scene.of(delivery, settings -> settings.storeMaxEvents(10).storeOverflow(Overflow.DROP_NEWEST))) {
            scene.collector.down();
            scene.place(25);
            Scene.eventually().until(() -> scene.tracing.stats().droppedTotal() == 15);
            scene.stored(10);
            scene.collector.up();

            scene.drain();

            scene.assertAccount(25);
            assertThat(scene.tracing.stats().dropped()).isEqualTo(Map.of("store_full", 15L));
            assertThat(scene.collector.numbers())
                    .containsExactlyElementsOf(rangeClosed(1, 10).boxed().toList());
        }
    }

    @Test
    void aStoreUnderPressureLeavesOutSuccessesAndCountsThemWhereThatIsAskedFor() {
        try (Scene scene =
                Scene.of(delivery, settings -> settings.storeMaxEvents(100).storePressure(Pressure.SAMPLE))) {
            scene.collector.down();
            scene.place(1_000);
            Scene.eventually().until(() -> leftOut(scene) > 0);
            TracingStats full = scene.quiet();
            assertThat(scene.events("dropped")).isEqualTo(full.droppedTotal());
            Scene.eventually()
                    .until(() -> !scene.log
                            .containing("dropped (sampled_under_pressure)")
                            .isEmpty());
            assertThat(scene.log.containing("sampled under pressure")).hasSize(1);
            catchThrowable(() -> scene.orders.fail(new IllegalStateException(Scene.PAYLOAD)));
            scene.quiet();
            scene.collector.up();

            scene.drain();

            scene.assertAccount(1_001);
            assertThat(scene.collector.events()).anyMatch(Collector.Event::failed);
            assertThat(leftOut(scene)).isEqualTo(full.dropped().get("sampled_under_pressure"));
            assertThat(scene.tracing.stats().stored()).isZero();
        }
    }

    private static long leftOut(Scene scene) {
        return scene.tracing.stats().dropped().getOrDefault("sampled_under_pressure", 0L);
    }

    @Test
    void aFullLaneSendsCallersPastItAndLosesNothing() {
        try (Scene scene =
                Scene.of(delivery, settings -> settings.laneMaxEvents(1).syncMaxWait(Duration.ofMillis(1)))) {
            scene.place(2_000);

            scene.drain();
            scene.assertAccount(2_000);
            assertThat(scene.tracing.stats().delivered()).isEqualTo(2_000);
        }
    }

    @Test
    void theFirstEventOfAnIdleApplicationWaitsForNoInterval() {
        try (Scene scene = Scene.of(delivery, settings -> settings.uploadInterval(Scene.NEVER))) {
            scene.place(1);

            if (delivery == Delivery.DEFERRED) {
                assertThat(scene.tracing.flush(Scene.LONG)).isTrue(); // an interval of an hour is what it waits for
            }
            Scene.eventually().until(() -> scene.collector.size() == 1);
        }
    }
}
