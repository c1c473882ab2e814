package io.telltale.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The process in which one subject is measured again and again, so that its code is hot. For each measurement the
 * subject is made anew, and between measurements nothing of it is alive. Commanded by messages on its standard input;
 * ends with it.
 */
final class SubjectProcess {
    /** No run has this number: the receiver ignores these calls. */
    private static final int UNCOUNTED = 0;

    private static final int UNCOUNTED_PER_SECOND_AT_MOST = 20_000;
    private static final Duration UNCOUNTED_FLUSH = Duration.ofSeconds(10);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final SubjectName name;
    private final BufferedReader commands;

    private SubjectProcess(SubjectName name, BufferedReader commands) {
        this.name = name;
        this.commands = commands;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        new SubjectProcess(SubjectName.of(arguments[0]), commands).obey();
        System.exit(0); // Whatever threads a subject leaves behind.
    }

    private void obey() throws IOException, InterruptedException {
        System.out.println(new Message("alive"));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            measure(Message.parse(line));
            System.out.println(new Message("closed"));
        }
    }

    private void measure(Message command) throws IOException, InterruptedException {
        Load load = new Load(
                Shape.valueOf(command.text("shape")),
                command.integer("run"),
                command.integer("rate"),
                command.integer("calls"),
                name.callers());
        Duration flush = Duration.ofMillis(command.number("flushMillis"));
        try (Subject subject = name.create(command.text("receiver"))) {
            uncounted(load).run(subject);
            subject.flush(UNCOUNTED_FLUSH);
            System.gc();
            System.out.println(new Message("ready"));
            commands.readLine();
            System.out.println(measure(load, subject, flush));
        }
    }

    private static Message measure(Load load, Subject subject, Duration flush) throws InterruptedException {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        LoadFigures figures = load.run(subject);
        boolean flushed = subject.flush(flush);
        long processCpu = SYSTEM.getProcessCpuTime() - cpu;
        return figures.addTo(new Message("measured")
                .with("start", start)
                .with("flushed", flushed)
                .with("processCpu", (double) processCpu / load.calls()));
    }

    /** About a second of the same load. */
    private static Load uncounted(Load load) {
        int rate = load.rate() == 0 ? UNCOUNTED_PER_SECOND_AT_MOST : load.rate();
        return new Load(
                load.shape(),
                UNCOUNTED,
                rate,
                Math.min(load.calls(), Math.min(rate, UNCOUNTED_PER_SECOND_AT_MOST)),
                load.callers());
    }
}
