package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits for I/O: nobody in async and deferred, and in sync nobody longer than was asked for. */
class WaitingTest {
    @ParameterizedTest
    @EnumSource(
            value = Delivery.class,
            names = {"ASYNC", "DEFERRED"})
    void noCallWaitsWhileTheEndpointHoldsEveryRequest(Delivery delivery) {
        try (Scene scene = Scene.of(delivery, settings -> settings.laneMaxEvents(16))) {
            scene.collector.always(scene.collector.hold());
            scene.place(1);
            scene.collector.awaitHeld(1);

            scene.place(1_000); // more than the lane holds

            assertThat(scene.collector.held()).as("still unanswered").isPositive();
            assertThat(scene.tracing.stats().delivered()).isZero();
            assertThat(scene.tracing.stats().recorded()).isEqualTo(1_001);
            scene.collector.always(Collector.answer(200));
            scene.collector.release();
            scene.drain();
            scene.assertAccount(1_001);
        }
    }

    @Test
    void aSyncCallHasItsEventDeliveredWhenItReturns() {
        try (Scene scene = Scene.of(Delivery.SYNC)) {
            for (int calls = 1; calls <= 20; calls++) {
                scene.place(1);

                assertThat(scene.collector.size()).isEqualTo(calls);
                assertThat(scene.tracing.stats().delivered()).isEqualTo(calls);
            }
        }
    }

    @Test
    void aSyncCallWaitsAtMostAsLongAsItMayAndNobodyWaitsBehindAnOldRequest() {
        try (Scene scene = Scene.of(Delivery.SYNC, settings -> settings.syncMaxWait(Duration.ofMillis(300)))) {
            scene.collector.always(scene.collector.hold());
            long began = System.nanoTime();
            scene.place(1);
            assertThat(System.nanoTime() - began)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());

            // 200 of these would take a minute if each waited.
            long next = System.nanoTime();
            scene.place(200);

            assertThat(Duration.ofNanos(System.nanoTime() - next)).isLessThan(Duration.ofSeconds(30));
            assertThat(scene.collector.held()).as("still unanswered").isPositive();
            scene.collector.always(Collector.answer(200));
            scene.collector.release();
            scene.drain();
            scene.assertAccount(201);
        }
    }

    @Test
    void aSyncCallGoesOnWhenItsEventIsStored() {
        try (Scene scene = Scene.of(Delivery.SYNC, settings -> settings.uploadInterval(Scene.NEVER))) {
            scene.collector.down();

            scene.place(50); // each would wait a minute otherwise

            scene.stored(50);
        }
    }

    @Test
    void anInterruptedSyncCallerGoesOnAndStaysInterrupted() throws InterruptedException {
        try (Scene scene = Scene.of(Delivery.SYNC)) {
            scene.collector.next(scene.collector.hold());
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                scene.place(1);
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            scene.collector.awaitHeld(1);

            caller.interrupt();

            assertThat(interrupted.join()).isTrue();
            assertThat(scene.collector.held()).isEqualTo(1);
            scene.collector.release();
            scene.drain();
            scene.assertAccount(1);
            assertThat(scene.collector.duplicates()).isZero();
        }
    }

    @Test
    void aCallThatIsInterruptedAlreadyIsToldLikeAnyOther() {
        try (Scene scene = Scene.of(Delivery.SYNC)) {
            Thread.currentThread().interrupt();

            scene.place(1);

            assertThat(Thread.interrupted()).isTrue();
            scene.drain();
            scene.assertAccount(1);
        }
    }
}
