package io.telltale.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How much of everything: the comparison that the README shows, and the smallest one that still sees a mistake. */
final class Plans {
    private Plans() {}

    static Comparison.Plan comparison() {
        List<Scenario> all = List.of(
                Scenario.steady(200, 8),
                Scenario.steady(5_000, 5),
                Scenario.steady(20_000, 5),
                Scenario.beans(20_000, 4),
                Scenario.burst(200_000));
        List<String> chosen = Settings.scenarios(List.of("200", "5000", "20000", "bean", "burst", "ceiling"));
        return new Comparison.Plan(
                Settings.subjects(EnumSet.allOf(SubjectName.class)),
                Settings.warmUpSeconds(),
                Settings.rounds(5),
                all.stream().filter(one -> chosen.contains(one.name())).toList(),
                chosen.contains("ceiling") ? new Ceiling(2, 16) : null);
    }

    static Comparison.Plan smokeComparison() {
        return new Comparison.Plan(
                EnumSet.complementOf(EnumSet.of(SubjectName.OTEL_TUNED)),
                0,
                1,
                List.of(
                        Scenario.steady(200, 0.5),
                        Scenario.steady(20_000, 0.2),
                        Scenario.beans(20_000, 0.1),
                        Scenario.burst(5_000)),
                new Ceiling(0.2, 1));
    }

    static Outage.Plan outage() {
        Set<SubjectName> subjects = EnumSet.allOf(SubjectName.class);
        subjects.remove(SubjectName.TELLTALE_ASYNC_OTLP);
        return new Outage.Plan(Settings.subjects(subjects), Settings.warmUpSeconds(), Settings.rounds(1), 30, 5, 20);
    }

    static Outage.Plan smokeOutage() {
        return new Outage.Plan(
                EnumSet.of(SubjectName.DIRECT, SubjectName.OTEL, SubjectName.TELLTALE_ASYNC), 0, 1, 3, 1, 2);
    }
}
