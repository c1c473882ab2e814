package io.telltale.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** JMH's throughputs in operations a microsecond, as the lines of a Markdown table. */
final class PiecesTable {
    /** The GC profiler's name for the bytes that one operation allocates. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private PiecesTable() {}

    /** The machine, and the head of the table. */
    static List<String> header() {
        return List.of(machine(), "", "| piece | ns/op | ± | B/op |", "|---|---:|---:|---:|");
    }

    /** A line for each result: fewer threads first, then the fastest. */
    static List<String> rows(Collection<RunResult> results) {
        return results.stream()
                .sorted(Comparator.<RunResult>comparingInt(
                                result -> result.getParams().getThreads())
                        .thenComparingDouble(
                                result -> -result.getPrimaryResult().getScore()))
                .map(PiecesTable::row)
                .toList();
    }

    private static String row(RunResult result) {
        Result<?> perMicro = result.getPrimaryResult();
        double nanos = 1_000 / perMicro.getScore();
        return String.format(
                Locale.ROOT,
                "| %s | %,.1f | %,.1f | %,.0f |",
                name(result.getParams()),
                nanos,
                nanos * perMicro.getScoreError() / perMicro.getScore(),
                result.getSecondaryResults().get(ALLOCATED).getScore());
    }

    /** Class and method, then the parameters: {@code EncodeBenchmark.failure otlp}. */
    private static String name(BenchmarkParams benchmark) {
        String[] path = benchmark.getBenchmark().split("\\.");
        StringBuilder name = new StringBuilder(path[path.length - 2] + "." + path[path.length - 1]);
        for (String key : benchmark.getParamsKeys()) {
            name.append(' ').append(benchmark.getParam(key));
        }
        return name.toString();
    }

    private static String machine() {
        return String.format(
                "%s %s, %d processors, %s %s",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"));
    }
}
