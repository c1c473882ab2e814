package io.telltale.internal.delivery;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Which events are left out while the store fills up: successful calls, the more the fuller it is; failures never.
 *
 * <p>The share that is kept falls in a straight line, from all where the pressure begins to none in a full store. So there
 * is no mark at which it switches to and fro, what the store takes slows down as its room does, and the last of the room
 * is left to failures. A trace is kept or not as a whole while the share stays, and one that is kept at some share is
 * kept at every greater one. Thread-safe.
 */
final class PressureSampling implements Predicate<TraceEvent> {
    private static final double UNIT = 0x1.0p-53;

    private final boolean on;
    private final DoubleSupplier fill;

    /**
     * @param on if not, nothing is ever left out, and nothing is asked
     * @param fill of the store, asked for every successful call
     */
    PressureSampling(boolean on, DoubleSupplier fill) {
        this.on = on;
        this.fill = fill;
    }

    /** Whether the event is left out. */
    @Override
    public boolean test(TraceEvent event) {
        if (!on || event.failure() != null) {
            return false;
        }
        double now = fill.getAsDouble();
        return now >= PressureWatch.HIGH && place(event.context()) >= keptShare(now);
    }

    private static double keptShare(double fill) {
        return (1 - fill) / (1 - PressureWatch.HIGH);
    }

    /**
     * The trace's own number from 0 to 1, the same in every process. Not the bits that {@code TELLTALE_SAMPLE_RATE} goes
     * by: where one trace in ten was sampled they are all of the same tenth, and none of it would be left out until the
     * share is as low.
     */
    private static double place(TraceContext trace) {
        long mixed = (trace.traceIdHigh() ^ trace.traceIdLow()) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        mixed ^= mixed >>> 32;
        return (mixed >>> 11) * UNIT;
    }
}
