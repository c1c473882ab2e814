package io.telltale.internal.meters;

import java.util.function.ToDoubleFunction;

/**
 * A figure that is NaN when it can't be read. It refers to neither the figures nor the tracer's meters: a registry keeps
 * this function, and through it would keep a tracer that nobody closed.
 */
record OrNaN(ToDoubleFunction<MeterSources> figure, Guard guard) implements ToDoubleFunction<MeterSources> {
    @Override
    public double applyAsDouble(MeterSources sources) {
        Double value = guard.get("read a figure", () -> figure.applyAsDouble(sources));
        return value == null ? Double.NaN : value;
    }
}
