package io.telltale.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The comparison's figures: a column for each subject. What costs the callers or the process is less the direct calls'. */
final class ComparisonTable {
    private static final List<String> RATES = List.of("200", "5000", "20000");

    private final Results results;
    private final Map<SubjectName, Spread> ceilings;
    private final List<SubjectName> subjects;
    private final Table table;

    ComparisonTable(Results results, Map<SubjectName, Spread> ceilings) {
        this.results = results;
        this.ceilings = ceilings;
        Set<SubjectName> measured = EnumSet.noneOf(SubjectName.class);
        results.all().forEach(one -> measured.add(one.subject()));
        ceilings.keySet().forEach(measured::add);
        measured.remove(SubjectName.DIRECT);
        this.subjects = List.copyOf(measured);
        this.table = new Table(cells("", SubjectName::title));
    }

    Table table() {
        RATES.forEach(this::steady);
        burst();
        ceiling();
        caller("200", "caller at 200/s");
        caller("20000", "caller at 20,000/s");
        caller("bean", "caller at 20,000/s with a bean");
        row(
                "duplicates in all rounds",
                subject -> Figure.of(results.all().stream()
                        .filter(one -> one.subject() == subject)
                        .mapToDouble(Measurement::duplicates)
                        .sum()));
        return table;
    }

    private void steady(String scenario) {
        if (!results.has(SubjectName.DIRECT, scenario)) {
            return;
        }
        String title = Figure.of(Double.parseDouble(scenario)) + "/s: ";
        row(
                title + "arrival p50 / p99, ms",
                subject -> median(subject, scenario, Measurement::arrivalP50Millis)
                        + " / "
                        + median(subject, scenario, Measurement::arrivalP99Millis));
        row(
                title + "arrival p99, lowest–highest round",
                subject -> Figure.range(results.spread(subject, scenario, Measurement::arrivalP99Millis)));
        row(
                title + "lost",
                subject -> Figure.percent(results.spread(subject, scenario, Measurement::lostShare)
                        .median()));
        row(title + "CPU a call, µs (range)", subject -> {
            Spread cpu = results.net(subject, scenario, Measurement::processCpuMicros);
            return Figure.of(cpu.median()) + " (" + Figure.range(cpu) + ")";
        });
        row(title + "requests/s", subject -> median(subject, scenario, Measurement::requestsPerSecond));
        row(title + "calls/s reached", subject -> median(subject, scenario, Measurement::rate));
    }

    private void burst() {
        if (!results.has(SubjectName.DIRECT, "burst")) {
            return;
        }
        row(
                "burst: arrived",
                subject -> Figure.percent(1
                        - results.spread(subject, "burst", Measurement::lostShare)
                                .median()));
        row("burst: last acknowledged after, ms (range)", subject -> {
            Spread after = results.spread(subject, "burst", Measurement::acknowledgedAfterMillis);
            return Figure.of(after.median()) + " (" + Figure.range(after) + ")";
        });
    }

    private void ceiling() {
        if (ceilings.isEmpty()) {
            return;
        }
        row("ceiling, calls/s (range)", subject -> {
            Spread rates = ceilings.getOrDefault(subject, Spread.of());
            return Figure.of(rates.median()) + " (" + Figure.range(rates) + ")";
        });
    }

    private void caller(String scenario, String title) {
        if (!results.has(SubjectName.DIRECT, scenario)) {
            return;
        }
        row(title + ": p50, ns", subject -> median(subject, scenario, Measurement::callP50Nanos));
        row(
                title + ": thread CPU, ns",
                subject -> Figure.of(results.net(subject, scenario, Measurement::threadCpuNanos)
                        .median()));
        row(
                title + ": allocated, B",
                subject -> Figure.of(results.net(subject, scenario, Measurement::allocatedBytes)
                        .median()));
    }

    private String median(SubjectName subject, String scenario, ToDoubleFunction<Measurement> figure) {
        return Figure.of(results.spread(subject, scenario, figure).median());
    }

    private void row(String label, Function<SubjectName, String> cell) {
        table.row(cells(label, cell));
    }

    private List<String> cells(String label, Function<SubjectName, String> cell) {
        return Stream.concat(Stream.of(label), subjects.stream().map(cell)).toList();
    }
}
