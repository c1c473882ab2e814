package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.Envelope;
import io.telltale.TracingConfig;
import org.junit.jupiter.api.Test;

class BatchLimitsTest {
    private static final Envelope ENVELOPE =
            new Envelope("text/plain", "<<<".getBytes(UTF_8), "--".getBytes(UTF_8), ">>>>>".getBytes(UTF_8));

    @Test
    void whatSurroundsTheEventsOfAFullBatchIsTakenFromItsBytes() {
        BatchLimits limits = BatchLimits.of(
                TracingConfig.builder().batchMaxEvents(10).batchMaxBytes(2_000).build(), ENVELOPE);

        assertThat(limits.events()).isEqualTo(10);
        assertThat(limits.bytes()).isEqualTo(2_000 - 3 - 5 - 9 * 2);
    }

    @Test
    void whereSeparatorsAloneWouldFillABatchThereIsRoomForOneByte() {
        BatchLimits limits = BatchLimits.of(
                TracingConfig.builder()
                        .batchMaxEvents(10_000)
                        .batchMaxBytes(2_000)
                        .build(),
                ENVELOPE);

        assertThat(limits.bytes()).isEqualTo(1);
    }

    @Test
    void afterAFailureBatchesAreHalfAsLargeAndGrowBackByDoubling() {
        BatchLimits limits = new BatchLimits(10, 1_000);
        limits.failed(10);
        assertThat(limits.events()).isEqualTo(5);
        limits.failed(8);
        assertThat(limits.events())
                .as("it was larger than what is known to fail")
                .isEqualTo(4);
        limits.failed(1);
        assertThat(limits.events()).isEqualTo(1);
        limits.accepted();
        limits.accepted();
        assertThat(limits.events()).isEqualTo(4);
        limits.accepted();
        limits.accepted();
        assertThat(limits.events()).isEqualTo(10);
    }

    @Test
    void whatWasTooLargeIsNotTriedAgain() {
        BatchLimits limits = new BatchLimits(10, 1_000);
        limits.tooLarge(2_000);
        assertThat(limits.bytes()).isEqualTo(1_000);
        limits.tooLarge(800);
        assertThat(limits.bytes()).isEqualTo(799);
        limits.tooLarge(1);
        assertThat(limits.bytes()).isEqualTo(1);
    }
}
