package io.telltale.bench;

import io.telltale.internal.capture.SnapshotBenchmark;
import io.telltale.internal.delivery.DrainedCallBenchmark;
import io.telltale.internal.delivery.EncodeAndStoreBenchmark;
import io.telltale.internal.delivery.LaneBenchmark;
import io.telltale.internal.delivery.StoreBenchmark;
import io.telltale.internal.format.EncodeBenchmark;
import io.telltale.internal.proxy.CallBenchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Times the pieces of the road from a traced call to a stored event, each in a JVM of its own, with what it allocates.
 * About five minutes; the system property {@code bench.include}, a regular expression, picks some.
 */
final class Pieces {
    /** In the order of the road. */
    private static final List<Class<?>> PIECES = List.of(
            CallBenchmark.class,
            DrainedCallBenchmark.class,
            SnapshotBenchmark.class,
            LaneBenchmark.class,
            EncodeBenchmark.class,
            StoreBenchmark.class,
            EncodeAndStoreBenchmark.class);

    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final Path DIRECTORY = Path.of("target", "bench");

    private Pieces() {}

    /** Measures, prints a table, and writes it to {@code pieces.md}; what JMH has to say goes to {@code pieces.log}. */
    static void run() throws IOException, RunnerException {
        String include = System.getProperty("bench.include", "");
        List<String> lines = new ArrayList<>();
        tell(PiecesTable.header(), lines);
        Files.createDirectories(DIRECTORY);
        try (PrintStream log =
                new PrintStream(Files.newOutputStream(DIRECTORY.resolve("pieces.log")), true, StandardCharsets.UTF_8)) {
            for (Class<?> piece : PIECES) {
                tell(PiecesTable.rows(measure(piece, include, log)), lines);
            }
        }
        if (lines.size() == PiecesTable.header().size()) {
            throw new IllegalArgumentException(
                    "no piece is called " + include + ": leave bench.include out to see all");
        }
        Files.write(DIRECTORY.resolve("pieces.md"), lines);
    }

    private static Collection<RunResult> measure(Class<?> piece, String include, PrintStream log)
            throws RunnerException {
        OutputFormat format = OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL);
        try {
            return new Runner(options(piece, include), format).run();
        } catch (NoBenchmarksException noneIncluded) {
            return List.of();
        }
    }

    private static Options options(Class<?> piece, String include) {
        return new OptionsBuilder()
                .include("^(?=.*(?:" + include + "))" + Pattern.quote(piece.getName() + "."))
                // JMH's average time of several threads is the mean of theirs: one that starves spoils it.
                .mode(Mode.Throughput)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(ITERATION)
                .measurementIterations(5)
                .measurementTime(ITERATION)
                .jvmArgs("-Xms512m", "-Xmx512m")
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
    }

    private static void tell(List<String> told, List<String> lines) {
        told.forEach(System.out::println);
        lines.addAll(told);
    }
}
