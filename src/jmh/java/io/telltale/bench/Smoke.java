package io.telltale.bench;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Everything once and briefly: whether it can still be measured, and whether this library told each call once. */
final class Smoke {
    private Smoke() {}

    /** Returns false if it did not; throws if something could not be measured. */
    static boolean run() throws IOException, InterruptedException {
        SelfCheck.run();
        Results comparison = Comparison.run(Plans.smokeComparison());
        Results outage = Outage.run(Plans.smokeOutage());
        Start.run(1);
        List<Measurement> wrong = Stream.of(comparison, outage)
                .flatMap(results -> results.all().stream())
                .filter(one -> one.subject().telltale() && (one.lost() != 0 || one.duplicates() != 0))
                .toList();
        wrong.forEach(one -> System.err.println("not told exactly once: " + one.summary()));
        return wrong.isEmpty();
    }
}
