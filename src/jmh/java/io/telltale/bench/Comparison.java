package io.telltale.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures all subjects beside each other at steady rates and in a burst, alternating within each round. */
final class Comparison {
    /**
     * What to measure.
     *
     * @param ceiling null: no ceilings
     */
    record Plan(Set<SubjectName> subjects, int warmUpSeconds, int rounds, List<Scenario> scenarios, Ceiling ceiling) {}

    private final Harness harness;
    private final Plan plan;
    private final Results results = new Results();
    private final Map<SubjectName, List<Double>> ceilings = new EnumMap<>(SubjectName.class);

    private Comparison(Harness harness, Plan plan) {
        this.harness = harness;
        this.plan = plan;
    }

    /** Measures, and writes the tables. */
    static Results run(Plan plan) throws IOException, InterruptedException {
        try (Harness harness = Harness.start(plan.subjects())) {
            WarmUp.run(harness, plan.warmUpSeconds());
            Comparison comparison = new Comparison(harness, plan);
            for (int round = 1; round <= plan.rounds(); round++) {
                comparison.scenarios(round);
                comparison.ceilings(round);
            }
            comparison.write();
            return comparison.results;
        }
    }

    private void scenarios(int round) throws IOException, InterruptedException {
        for (Scenario scenario : plan.scenarios()) {
            for (SubjectName subject : harness.subjects()) {
                Measurement one = harness.measure(subject, scenario, round);
                results.add(one);
                Console.progress(one.summary());
            }
        }
    }

    private void ceilings(int round) throws IOException, InterruptedException {
        if (plan.ceiling() == null) {
            return;
        }
        for (SubjectName subject : harness.subjects()) {
            if (subject.tuned() || subject.asynchronous()) {
                double highest = plan.ceiling().find(harness, subject, round);
                ceilings.computeIfAbsent(subject, name -> new ArrayList<>()).add(highest);
            }
        }
    }

    private void write() throws IOException {
        Map<SubjectName, Spread> highest = new EnumMap<>(SubjectName.class);
        ceilings.forEach((subject, rates) -> highest.put(
                subject,
                Spread.of(rates.stream().mapToDouble(Double::doubleValue).toArray())));
        Report report = new Report("comparison");
        report.paragraph("All subjects alternating in one run, medians of " + plan.rounds()
                + " rounds, each warmed up for " + plan.warmUpSeconds() + " s.");
        report.add(new ComparisonTable(results, highest).table());
        report.add(ComparisonBars.of(results, highest).table());
        report.write();
    }
}
