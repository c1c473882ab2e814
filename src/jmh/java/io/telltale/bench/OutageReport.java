package io.telltale.bench;

import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The outage's table and bars. */
final class OutageReport {
    /** By then a breaker is open and events spill. */
    private static final int SECONDS_TO_SETTLE = 5;

    private final Outage.Plan plan;
    private final Results results;

    private OutageReport(Outage.Plan plan, Results results) {
        this.plan = plan;
        this.results = results;
    }

    static void write(Outage.Plan plan, Results results) throws IOException {
        OutageReport outage = new OutageReport(plan, results);
        Report report = new Report(Outage.SCENARIO);
        report.paragraph("2,000 calls/s for " + plan.seconds() + " s; 503 from second " + plan.from() + " to "
                + plan.to() + "; then drained. Thread CPU is less the direct calls'.");
        report.add(outage.table());
        report.add(outage.bars());
        report.write();
    }

    private Table table() {
        Table table = new Table(List.of(
                "",
                "lost",
                "lost, %",
                "duplicates",
                "a call in health, ns",
                "a call in the outage, ns",
                "last acknowledged after, s",
                "requests/s"));
        for (SubjectName subject : plan.subjects()) {
            if (subject != SubjectName.DIRECT) {
                table.row(List.of(
                        subject.title(),
                        seen(subject, Measurement::lost),
                        seen(subject, one -> 100 * one.lostShare()),
                        seen(subject, Measurement::duplicates),
                        Figure.of(healthy(subject)),
                        Figure.of(inOutage(subject)),
                        seen(subject, one -> one.acknowledgedAfterMillis() / 1_000),
                        seen(subject, Measurement::requestsPerSecond)));
            }
        }
        return table;
    }

    private Table bars() {
        Bars bars = new Bars();
        for (SubjectName subject : plan.subjects()) {
            if (subject.telltale()) {
                bars.atMost(
                        "4. lost, " + subject.title(),
                        spread(subject, Measurement::lost).max(),
                        0);
            }
        }
        double healthy = healthy(SubjectName.TELLTALE_ASYNC);
        bars.atMost(
                "6. a call in the outage, ns (1.5 × or 1 µs more)",
                inOutage(SubjectName.TELLTALE_ASYNC),
                Math.max(1.5 * healthy, healthy + 1_000));
        return bars.table();
    }

    /** Without the first second. */
    private double healthy(SubjectName subject) {
        return net(subject, Math.min(1, plan.from() - 1), plan.from());
    }

    private double inOutage(SubjectName subject) {
        return net(subject, Math.min(plan.from() + SECONDS_TO_SETTLE, plan.to() - 1), plan.to());
    }

    private double net(SubjectName subject, int fromSecond, int toSecond) {
        return results.net(
                        subject,
                        Outage.SCENARIO,
                        one -> one.threadCpuBySecond().subList(fromSecond, toSecond).stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElseThrow())
                .median();
    }

    private String seen(SubjectName subject, ToDoubleFunction<Measurement> figure) {
        return Figure.of(spread(subject, figure).median());
    }

    private Spread spread(SubjectName subject, ToDoubleFunction<Measurement> figure) {
        return results.spread(subject, Outage.SCENARIO, figure);
    }
}
