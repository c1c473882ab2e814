package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.telltale.TraceContext;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpansTest {
    private static Spans spans(double rate, LongSupplier ids) {
        return new Spans(rate, () -> 40, () -> 100, ids);
    }

    private static boolean isSampled(double rate, long traceIdLow) {
        var ids = LongStream.of(1, traceIdLow, 2).iterator();
        return spans(rate, ids::nextLong).start(null, 40).sampled();
    }

    @Test
    void theDecisionToSampleDependsOnTheLast56BitsOfTheTraceIdAlone() {
        long half = 1L << 55;

        assertThat(isSampled(0.5, half)).isTrue();
        assertThat(isSampled(0.5, half - 1)).isFalse();
        assertThat(isSampled(0.5, 0xFFL << 56 | (half - 1))).isFalse();
        assertThat(isSampled(0.75, 1L << 54)).isTrue();
        assertThat(isSampled(0.75, (1L << 54) - 1)).isFalse();
        assertThat(isSampled(1, 1)).isTrue();
        assertThat(isSampled(0, -1)).isFalse();
    }

    @Test
    void aChildIsSampledAsItsTrace() {
        TraceContext root = spans(0, () -> -1).start(null, 40);
        TraceContext child = spans(1, () -> 5).start(root, 40);

        assertThat(child.sampled()).isFalse();
        assertThat(child.traceId()).isEqualTo(root.traceId());
        assertThat(child.epochOffsetNanos()).isEqualTo(60).isEqualTo(root.epochOffsetNanos());
    }

    @Test
    void tracesThatBeginTogetherShareAReadingOfTheWallClockAndLaterOnesSeeItStep() {
        AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000_000); // it may overflow
        AtomicLong epochNanos = new AtomicLong(7_000_000_000L);
        AtomicInteger readings = new AtomicInteger();
        LongSupplier wallClock = () -> {
            readings.incrementAndGet();
            return epochNanos.get();
        };
        Spans spans = new Spans(1, nanoTime::get, wallClock, () -> 5);
        long start = nanoTime.get();
        TraceContext first = spans.start(null, start);

        epochNanos.addAndGet(-5_000_000_000L);
        TraceContext together = spans.start(null, start + 99_999_999);
        assertThat(together.epochOffsetNanos()).isEqualTo(first.epochOffsetNanos());
        assertThat(readings).hasValue(1);

        TraceContext later = spans.start(null, start + 100_000_000);
        assertThat(start + 100_000_000 + later.epochOffsetNanos()).isEqualTo(2_000_000_000L);
        assertThat(spans.start(null, start + 11_000_000).epochOffsetNanos()).isEqualTo(later.epochOffsetNanos());
        assertThat(spans.start(first, start + 11_000_000).epochOffsetNanos())
                .as("of a call in a trace that began before the step")
                .isEqualTo(first.epochOffsetNanos());
        assertThat(readings).hasValue(2);
    }

    @Test
    void noIdIsEverZero() {
        TraceContext root = spans(1, () -> 0).start(null, 40);

        assertThat(root.spanIdAsLong()).isNotZero();
        assertThat(root.traceIdHigh() | root.traceIdLow()).isNotZero();
        assertThat(spans(1, () -> 0).start(root, 40).spanIdAsLong()).isNotZero();
    }

    @Test
    void theSystemsIdsDifferAndItsClocksAgree() {
        Spans system = Spans.system(1);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            TraceContext span = system.start(null, 40);
            ids.add(span.traceId());
            ids.add(span.spanId());
        }

        assertThat(ids).hasSize(2_000);
        long epochNanos = system.start(null, system.nanoTime()).epochOffsetNanos() + system.nanoTime();
        assertThat(Math.abs(epochNanos / 1_000_000 - System.currentTimeMillis()))
                .isLessThan(60_000);
    }

    @Test
    void aRateIsAShare() {
        for (double rate : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Spans.system(rate))
                    .withMessageContaining("from 0 to 1");
        }
    }
}
