package io.telltale.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The comparison's bars, for this library's default delivery. */
final class ComparisonBars {
    private static final List<String> RATES = List.of("200", "5000", "20000");
    private static final SubjectName OURS = SubjectName.TELLTALE_ASYNC;
    private static final SubjectName OTEL = SubjectName.OTEL;
    private static final Spread NONE = Spread.of();

    private final Results results;
    private final Map<SubjectName, Spread> ceilings;
    private final Bars bars = new Bars();

    private ComparisonBars(Results results, Map<SubjectName, Spread> ceilings) {
        this.results = results;
        this.ceilings = ceilings;
    }

    static Bars of(Results results, Map<SubjectName, Spread> ceilings) {
        ComparisonBars comparison = new ComparisonBars(results, ceilings);
        comparison.caller();
        comparison.arrival();
        comparison.peers();
        comparison.lost();
        comparison.burstAndCeiling();
        return comparison.bars;
    }

    private void caller() {
        String to = " / OpenTelemetry's";
        String busy = "1. caller at 20,000/s: ";
        bars.atMost(busy + "p50" + to, ratio("20000", Measurement::callP50Nanos), 0.33);
        bars.atMost(busy + "thread CPU" + to, netRatio("20000", Measurement::threadCpuNanos), 0.5);
        bars.atMost(busy + "allocated" + to, netRatio("20000", Measurement::allocatedBytes), 0.2);
        String bean = "1. caller at 20,000/s with a bean: ";
        bars.shown(bean + "p50" + to, ratio("bean", Measurement::callP50Nanos));
        bars.shown(bean + "thread CPU" + to, netRatio("bean", Measurement::threadCpuNanos));
        bars.shown(bean + "allocated" + to, netRatio("bean", Measurement::allocatedBytes));
        String quiet = "1. caller at 200/s: ";
        bars.atMost(quiet + "p50" + to, ratio("200", Measurement::callP50Nanos), 1);
        bars.atMost(quiet + "thread CPU" + to, netRatio("200", Measurement::threadCpuNanos), 1);
        bars.atMost(quiet + "allocated" + to, netRatio("200", Measurement::allocatedBytes), 1);
    }

    private void arrival() {
        for (String rate : RATES) {
            bars.atMost("2. arrival p99 at " + rate + "/s, ms", arrival(OURS, rate), 20);
        }
        bars.atMost("2. arrival p99 at 200/s / OpenTelemetry's", arrival(OURS, "200") / arrival(OTEL, "200"), 0.01);
    }

    private void peers() {
        for (String rate : RATES) {
            bars.nobody("3. better in arrival p99 and CPU at " + rate + "/s", results.has(OURS, rate), better(rate));
            bars.atMost(
                    "3. CPU a call at " + rate + "/s / the tuned OkHttp peer's",
                    cpu(OURS, rate) / cpu(SubjectName.OTEL_TUNED, rate),
                    1);
        }
    }

    private List<String> better(String rate) {
        List<String> names = new ArrayList<>();
        for (SubjectName peer : SubjectName.values()) {
            if (peer.peer() && arrival(peer, rate) < arrival(OURS, rate) && cpu(peer, rate) < cpu(OURS, rate)) {
                names.add(peer.title());
            }
        }
        return names;
    }

    private void lost() {
        bars.atMost("4. lost in all rounds, all deliveries", sum(Measurement::lost), 0);
        bars.atMost("4. duplicates in all rounds, all deliveries", sum(Measurement::duplicates), 0);
    }

    private double sum(ToDoubleFunction<Measurement> figure) {
        return results.all().stream()
                .filter(one -> one.subject().telltale())
                .mapToDouble(figure)
                .sum();
    }

    private void burstAndCeiling() {
        double burst = tuned(this::burst).min().orElse(Double.NaN);
        bars.atMost("5. burst / the best tuned peer's", burst(OURS) / burst, 0.7);
        double ceiling = tuned(this::ceiling).max().orElse(Double.NaN);
        bars.atLeast("5. ceiling / the best tuned peer's", ceiling(OURS) / ceiling, 2);
    }

    private static DoubleStream tuned(ToDoubleFunction<SubjectName> figure) {
        return Arrays.stream(SubjectName.values())
                .filter(SubjectName::tuned)
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value));
    }

    /** Milliseconds to the last acknowledgement; a burst of which something was lost took for ever. */
    private double burst(SubjectName subject) {
        Spread lost = results.spread(subject, "burst", Measurement::lost);
        return lost.median() > 0
                ? Double.POSITIVE_INFINITY
                : results.spread(subject, "burst", Measurement::acknowledgedAfterMillis)
                        .median();
    }

    private double ceiling(SubjectName subject) {
        return ceilings.getOrDefault(subject, NONE).median();
    }

    private double arrival(SubjectName subject, String rate) {
        return results.spread(subject, rate, Measurement::arrivalP99Millis).median();
    }

    private double cpu(SubjectName subject, String rate) {
        return results.net(subject, rate, Measurement::processCpuMicros).median();
    }

    private double ratio(String scenario, ToDoubleFunction<Measurement> figure) {
        return results.spread(OURS, scenario, figure).median()
                / results.spread(OTEL, scenario, figure).median();
    }

    private double netRatio(String scenario, ToDoubleFunction<Measurement> figure) {
        return results.net(OURS, scenario, figure).median()
                / results.net(OTEL, scenario, figure).median();
    }
}
