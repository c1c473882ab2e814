package io.telltale.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From before a fresh JVM is started to its first event's acknowledgement. Each subject has the class path of an
 * application that has this library alone, so that no search through it is dearer by what another one needs.
 */
final class Start {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final List<String> OKHTTP = List.of("okhttp-jvm", "okhttp-tls", "okio", "kotlin", "annotations");

    private final Harness harness;
    private final Map<SubjectName, List<Double>> millis = new EnumMap<>(SubjectName.class);

    private Start(Harness harness) {
        this.harness = harness;
    }

    /** Measures, and writes the table. */
    static void run(int runs) throws IOException, InterruptedException {
        Set<SubjectName> subjects = Settings.subjects(
                EnumSet.of(SubjectName.DIRECT, SubjectName.OTEL, SubjectName.BRAVE, SubjectName.TELLTALE_ASYNC));
        try (Harness harness = Harness.start(Set.of())) {
            Start start = new Start(harness);
            if (runs > 1) {
                start.fillFileCache(subjects);
            }
            for (int i = 1; i <= runs; i++) {
                for (SubjectName subject : subjects) {
                    double one = start.millis(subject);
                    start.millis
                            .computeIfAbsent(subject, name -> new ArrayList<>())
                            .add(one);
                    Console.progress("start " + i + ", " + subject.argument() + ": " + Figure.of(one) + " ms");
                }
            }
            start.write(runs);
        }
    }

    private void fillFileCache(Set<SubjectName> subjects) throws IOException, InterruptedException {
        for (SubjectName subject : subjects) {
            millis(subject);
        }
    }

    private double millis(SubjectName subject) throws IOException, InterruptedException {
        int run = harness.nextRun();
        harness.begin(run, 1, 1);
        long before = System.nanoTime();
        try (JavaProcess process = JavaProcess.start(
                "start-" + subject.argument(),
                classPath(subject),
                Harness.subjectFlags(),
                StartProcess.class,
                subject.argument(),
                harness.receiverUrl(),
                Integer.toString(run))) {
            long after = process.expect("acknowledged", BOUND).number("at");
            if (subject != SubjectName.DIRECT && harness.report(true).number("arrived") != 1) {
                throw new IOException("the first event of " + subject.title() + " did not arrive");
            }
            return (after - before) / 1e6;
        }
    }

    private static ClassPath classPath(SubjectName subject) {
        List<String> jars = new ArrayList<>(OKHTTP);
        if (subject.telltale()) {
            jars.addAll(List.of("jackson", "resilience4j", "micrometer", "HdrHistogram", "LatencyUtils", "slf4j-api"));
        } else if (subject == SubjectName.BRAVE) {
            jars.addAll(List.of("brave", "zipkin-reporter", "zipkin-sender"));
        } else {
            jars.add("opentelemetry");
        }
        return ClassPath.only(jars);
    }

    private void write(int runs) throws IOException {
        Report report = new Report("start");
        report.paragraph(
                "From before a fresh JVM is started to the first event's acknowledgement, alternating, medians of "
                        + runs + " runs.");
        Table table = new Table(List.of("", "median, ms", "lowest–highest, ms"));
        millis.forEach((subject, values) -> table.row(
                List.of(subject.title(), Figure.of(spread(subject).median()), Figure.range(spread(subject)))));
        report.add(table);
        Bars bars = new Bars();
        bars.atMost(
                "8. start, ms, beside OpenTelemetry's",
                spread(SubjectName.TELLTALE_ASYNC).median(),
                spread(SubjectName.OTEL).median());
        report.add(bars.table());
        report.write();
    }

    private Spread spread(SubjectName subject) {
        return Spread.of(millis.getOrDefault(subject, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }
}
