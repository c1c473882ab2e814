package io.telltale.internal.meters;

import java.util.function.ToDoubleFunction;

/** A counter's figure: what was last known when it can't be read, for a registry adds up differences and NaN would stay. */
final class LastKnown implements ToDoubleFunction<MeterSources> {
    private final OrNaN figure;
    /** Any reader writes it; a lost update is older by one reading. */
    private volatile double last;

    LastKnown(OrNaN figure) {
        this.figure = figure;
    }

    @Override
    public double applyAsDouble(MeterSources sources) {
        double value = figure.applyAsDouble(sources);
        if (Double.isNaN(value)) {
            return last;
        }
        last = value;
        return value;
    }
}
