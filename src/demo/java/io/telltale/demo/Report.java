package io.telltale.demo;

import io.telltale.TracingStats;
import io.telltale.demo.Journal.Phase;
import io.telltale.demo.Receiver.Account;
import java.util.Locale;

/** What came of it all, and whether it is good: every call has arrived, and the library's own account says the same. */
final class Report {
    private final Journal journal;
    private final Account account;
    private final TracingStats stats;
    private final boolean withArrivals;

    /** To be made when everything has ended. */
    Report(Journal journal, Account account, TracingStats stats, boolean withArrivals) {
        this.journal = journal;
        this.account = account;
        this.stats = stats;
        this.withArrivals = withArrivals;
    }

    boolean isGood() {
        return problem().isEmpty();
    }

    void printOn(Screen screen) {
        screen.print("");
        screen.print("calls that ended with    events" + (withArrivals ? "   arrival p50   arrival p99" : ""));
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
                account.duplicates()));
        if (!account.remark().isEmpty()) {
            screen.print(account.remark());
        }
        screen.print("");
        screen.print(isGood() ? "All " + journal.calls() + " calls reached the collector." : "FAILED: " + problem());
    }

    private String row(Phase phase) {
        String calls = String.format(Locale.ROOT, "%-22s %8d", phase.title, journal.calls(phase));
        return (withArrivals ? calls + arrivals(phase) : calls + "   " + phase.remark).stripTrailing();
    }

    private String arrivals(Phase phase) {
        Latencies latencies = journal.latencies(phase);
        return String.format(
                Locale.ROOT, " %13s %13s   %s", latencies.percentile(50), latencies.percentile(99), phase.remark);
    }

    /** In words; empty if there is none. */
    private String problem() {
        if (!account.problem().isEmpty()) {
            return account.problem() + " The library has dropped " + stats.dropped() + ".";
        }
        if (stats.recorded() != journal.calls() || stats.delivered() != journal.calls()) {
            return "all " + journal.calls() + " calls reached the collector, but the library's account is " + stats
                    + ".";
        }
        return "";
    }
}
