package io.telltale.demo;

import io.telltale.TracingStats;
import io.telltale.demo.Journal.Call;
import io.telltale.demo.Journal.Phase;
import java.util.List;
import java.util.Locale;

/** What came of it all, and whether it is good: every call has arrived, and the library's own account says the same. */
final class Report {
    private final Journal journal;
    private final Collector collector;
    private final TracingStats stats;

    /** To be made when everything has ended. */
    Report(Journal journal, Collector collector, TracingStats stats) {
        this.journal = journal;
        this.collector = collector;
        this.stats = stats;
    }

    boolean isGood() {
        return problem().isEmpty();
    }

    void printOn(Screen screen) {
        screen.print("");
        screen.print("calls that ended with    events   arrival p50   arrival p99");
        for (Phase phase : Phase.values()) {
            screen.print(row(phase));
        }
        screen.print("");
        screen.print("recorded   delivered   stored   dropped   duplicates");
        screen.print(String.format(
                Locale.ROOT,
                "%8d   %9d   %6d   %7d   %10d",
                stats.recorded(),
                stats.delivered(),
                stats.stored(),
                stats.droppedTotal(),
                collector.duplicates()));
        screen.print("");
        screen.print(isGood() ? "All " + journal.calls() + " calls reached the collector." : "FAILED: " + problem());
    }

    private String row(Phase phase) {
        Latencies latencies = journal.latencies(phase);
        return String.format(
                        Locale.ROOT,
                        "%-22s %8d %13s %13s   %s",
                        phase.title,
                        latencies.count(),
                        latencies.percentile(50),
                        latencies.percentile(99),
                        phase.remark)
                .stripTrailing();
    }

    /** In words; empty if there is none. */
    private String problem() {
        List<Call> missing = journal.missing();
        if (!missing.isEmpty()) {
            Call first = missing.get(0);
            return missing.size() + " of " + journal.calls() + " calls never reached the collector; the first is "
                    + first.name() + " of order " + first.order() + ". The library has dropped " + stats.dropped()
                    + ".";
        }
        if (collector.events() != journal.calls()) {
            return "the collector was told of " + collector.events() + " calls, but " + journal.calls() + " were made.";
        }
        if (stats.recorded() != journal.calls() || stats.delivered() != journal.calls()) {
            return "all " + journal.calls() + " calls reached the collector, but the library's account is " + stats
                    + ".";
        }
        return "";
    }
}
