package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PressureSamplingTest {
    private static final int TRACES = 20_000;

    private final Random random = new Random(11);

    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 1", "0.8, 1", "0.85, 0.75", "0.9, 0.5", "0.95, 0.25", "0.99, 0.05", "1, 0", "1.2, 0"})
    void theShareThatIsKeptFallsInAStraightLineFromFourFifthsToAFullStore(double fill, double share) {
        List<TraceContext> traces = traces(random::nextLong, low -> low);

        assertThat(kept(fill, traces)).isCloseTo(share, within(share == 1 || share == 0 ? 0 : 0.01));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.8, 0.95, 1, 1.2})
    void aFailedCallIsKeptHoweverFullTheStoreIs(double fill) {
        PressureSampling sampling = new PressureSampling(true, () -> fill);

        assertThat(traces(random::nextLong, low -> low))
                .noneMatch(trace -> sampling.test(TraceEvent.of("f", trace)
                        .failure(new TraceFailure("java.lang.IllegalStateException", null, ""))
                        .build()));
    }

    @Test
    void theSpansOfATraceAreKeptOrLeftOutTogetherWhateverTheProcess() {
        PressureSampling here = new PressureSampling(true, () -> 0.9);
        PressureSampling there = new PressureSampling(true, () -> 0.9);

        assertThat(traces(random::nextLong, low -> low))
                .allMatch(trace -> here.test(success(trace)) == there.test(success(trace.child(random.nextLong()))));
    }

    @Test
    void aTraceThatIsKeptAtSomeShareIsKeptAtEveryGreaterOne() {
        PressureSampling fuller = new PressureSampling(true, () -> 0.95);
        PressureSampling emptier = new PressureSampling(true, () -> 0.85);

        assertThat(traces(random::nextLong, low -> low))
                .filteredOn(trace -> !fuller.test(success(trace)))
                .noneMatch(trace -> emptier.test(success(trace)));
    }

    @Test
    void tracesOfWhichFewWereSampledByTheirIdsLastBitsAreThinnedOutAlike() {
        List<TraceContext> onePercent = traces(random::nextLong, low -> low % 100 | 0x00FD_70A3_D70A_3D70L);

        assertThat(kept(0.9, onePercent)).isCloseTo(0.5, within(0.05));
    }

    @Test
    void tracesOfIdsOf64BitsAreThinnedOutAlike() {
        assertThat(kept(0.9, traces(() -> 0, low -> low))).isCloseTo(0.5, within(0.01));
    }

    @Test
    void aStoreThatDoesNotKnowHowFullItIsLeavesNothingOut() {
        assertThat(kept(Double.NaN, traces(random::nextLong, low -> low))).isEqualTo(1);
    }

    @Test
    void withoutTheRuleNothingIsLeftOutAndNoStoreIsAsked() {
        PressureSampling off = new PressureSampling(false, () -> {
            throw new AssertionError("asked");
        });

        assertThat(off.test(success(new TraceContext(1, 1, 1, true, 0)))).isFalse();
    }

    private List<TraceContext> traces(LongSupplier high, LongUnaryOperator low) {
        return Stream.generate(() -> new TraceContext(
                        high.getAsLong(), low.applyAsLong(random.nextLong()), random.nextLong(), true, 0))
                .limit(TRACES)
                .toList();
    }

    private static double kept(double fill, List<TraceContext> traces) {
        PressureSampling sampling = new PressureSampling(true, () -> fill);
        long kept =
                traces.stream().filter(trace -> !sampling.test(success(trace))).count();
        return (double) kept / traces.size();
    }

    private static TraceEvent success(TraceContext trace) {
        return TraceEvent.of("s", trace).build();
    }
}
