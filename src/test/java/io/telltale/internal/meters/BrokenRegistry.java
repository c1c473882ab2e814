package io.telltale.internal.meters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.noop.NoopTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A registry that throws where a test wants it to. */
final class BrokenRegistry extends SimpleMeterRegistry {
    enum Part {
        LOOK_UP,
        GAUGES,
        TIMERS,
        RECORDING,
        REMOVAL
    }

    final AtomicInteger timersAskedFor = new AtomicInteger();
    private final Set<Part> broken = EnumSet.noneOf(Part.class);

    BrokenRegistry(Part... broken) {
        this.broken.addAll(Set.of(broken));
    }

    @Override
    public int hashCode() {
        failIf(Part.LOOK_UP);
        return super.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    protected <T> Gauge newGauge(Meter.Id id, @Nullable T obj, ToDoubleFunction<T> valueFunction) {
        failIf(Part.GAUGES);
        return super.newGauge(id, obj, valueFunction);
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
        timersAskedFor.incrementAndGet();
        failIf(Part.TIMERS);
        return broken.contains(Part.RECORDING) ? new BrokenTimer(id) : super.newTimer(id, config, pauseDetector);
    }

    @Override
    public @Nullable Meter remove(Meter meter) {
        failIf(Part.REMOVAL);
        return super.remove(meter);
    }

    private void failIf(Part part) {
        if (broken != null && broken.contains(part)) {
            throw new NoSuchMethodError("a registry of another version: " + part);
        }
    }

    private static final class BrokenTimer extends NoopTimer {
        BrokenTimer(Meter.Id id) {
            super(id);
        }

        @Override
        public void record(long amount, TimeUnit unit) {
            throw new NoSuchMethodError("a registry of another version: RECORDING");
        }
    }
}
