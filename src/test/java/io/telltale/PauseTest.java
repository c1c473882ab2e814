package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Sending can be stopped and started again without a restart of the application. */
@EveryDelivery
class PauseTest {
    @Parameter
    private Delivery delivery;

    @Test
    void whileSendingIsPausedEventsAreStoredAndWhenItGoesOnTheyAreDelivered() {
        try (Scene scene = Scene.of(delivery)) {
            scene.place(3);
            scene.drain();
            int requests = scene.collector.requests();

            scene.tracing.pause();
            scene.place(50); // in sync each would wait for a minute
            scene.stored(50);

            assertThat(scene.tracing.health().state()).isEqualTo(TracingHealth.State.PAUSED);
            assertThat(scene.tracing.flush(Scene.LONG)).isFalse();
            assertThat(scene.collector.requests()).isEqualTo(requests);

            scene.tracing.resume();
            Scene.eventually().until(() -> scene.tracing.stats().delivered() == 53);
            assertThat(scene.tracing.health().state()).isEqualTo(TracingHealth.State.DELIVERING);
            scene.assertAccount(53);
            Scene.eventually()
                    .until(() -> !scene.log.containing("Sending is resumed").isEmpty());
            assertThat(scene.log.containing("Sending is paused"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO");
        }
    }

    @Test
    void whatWaitsWhenTracingIsClosedDuringAPauseIsDroppedAsClosedAndTheLogSaysWhy() {
        try (Scene scene = Scene.of(delivery)) {
            scene.tracing.pause();
            scene.place(5);

            TracingStats last = scene.tracing.close(Scene.LONG);

            assertThat(last.dropped()).containsExactly(entry("closed", 5L));
            assertThat(scene.collector.requests()).isZero();
            assertThat(scene.log.containing("closed while sending is paused"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN");
            scene.tracing.pause();
            scene.tracing.resume();
            assertThat(scene.tracing.health().state()).isEqualTo(TracingHealth.State.CLOSED);
        }
    }

    @Test
    void withoutAnEndpointThereIsNothingToPause() {
        try (Tracing off =
                Tracing.create(TracingConfig.builder().delivery(delivery).build())) {
            off.pause();
            assertThat(off.health().state()).isEqualTo(TracingHealth.State.OFF);
            assertThat(off.flush(Duration.ZERO)).isTrue();
            off.resume();
        }
    }
}
