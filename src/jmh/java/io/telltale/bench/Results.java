package io.telltale.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All measurements of a session. For one thread. */
final class Results {
    private final List<Measurement> all = new ArrayList<>();

    void add(Measurement measurement) {
        all.add(measurement);
    }

    List<Measurement> all() {
        return all;
    }

    boolean has(SubjectName subject, String scenario) {
        return !of(subject, scenario).isEmpty();
    }

    /** The figure as it was measured, over all rounds. */
    Spread spread(SubjectName subject, String scenario, ToDoubleFunction<Measurement> figure) {
        return Spread.of(of(subject, scenario).stream().mapToDouble(figure).toArray());
    }

    /** The figure less the direct subject's in the same scenario and round. */
    Spread net(SubjectName subject, String scenario, ToDoubleFunction<Measurement> figure) {
        return Spread.of(of(subject, scenario).stream()
                .mapToDouble(one -> figure.applyAsDouble(one) - direct(one, figure))
                .toArray());
    }

    private double direct(Measurement other, ToDoubleFunction<Measurement> figure) {
        double[] figures = of(SubjectName.DIRECT, other.scenario().name()).stream()
                .filter(one -> one.round() == other.round())
                .mapToDouble(figure)
                .toArray();
        if (figures.length == 0) {
            throw new IllegalStateException("no direct calls were measured beside " + other);
        }
        return Arrays.stream(figures).average().orElseThrow();
    }

    private List<Measurement> of(SubjectName subject, String scenario) {
        return all.stream()
                .filter(one -> one.subject() == subject && one.scenario().name().equals(scenario))
                .toList();
    }
}
