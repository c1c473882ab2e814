package io.telltale.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** The receiver answers 503 for a while under a steady load: what is lost, and what a call costs meanwhile. */
final class Outage {
    static final String SCENARIO = "outage"; // as Scenario.outage names it

    private static final int RATE = 2_000;
    private static final Duration DRAIN = Duration.ofSeconds(100);

    /**
     * How long.
     *
     * @param seconds the load's length
     * @param from the second at which the outage begins
     * @param to the second at which it ends
     */
    record Plan(Set<SubjectName> subjects, int warmUpSeconds, int rounds, int seconds, int from, int to) {}

    private final Harness harness;
    private final Plan plan;
    private final Results results = new Results();

    private Outage(Harness harness, Plan plan) {
        this.harness = harness;
        this.plan = plan;
    }

    /** Measures, and writes the tables. */
    static Results run(Plan plan) throws IOException, InterruptedException {
        try (Harness harness = Harness.start(plan.subjects())) {
            WarmUp.run(harness, plan.warmUpSeconds());
            Outage outage = new Outage(harness, plan);
            for (int round = 1; round <= plan.rounds(); round++) {
                outage.round(round);
            }
            OutageReport.write(plan, outage.results);
            return outage.results;
        }
    }

    private void round(int round) throws IOException, InterruptedException {
        Scenario scenario = Scenario.outage(RATE, plan.seconds(), DRAIN);
        for (SubjectName subject : harness.subjects()) {
            Measurement one = harness.measure(subject, scenario, round, this::outage);
            results.add(one);
            Console.progress(one.summary());
            Console.progress("thread CPU a call by second, ns: " + one.threadCpuBySecond());
        }
    }

    private void outage(Harness during) throws IOException, InterruptedException {
        Thread.sleep(Duration.ofSeconds(plan.from()).toMillis());
        during.refuse(true);
        Thread.sleep(Duration.ofSeconds(plan.to() - plan.from()).toMillis());
        during.refuse(false);
    }
}
