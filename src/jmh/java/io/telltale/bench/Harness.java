package io.telltale.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The receiver's process, one process for each subject, and how a measurement goes between them. For one thread. */
final class Harness implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final long QUIET_MILLIS = 2_000;
    private static final List<String> MEMORY = List.of("-Xmx1g");

    private final JavaProcess receiver;
    private final String receiverUrl;
    private final Map<SubjectName, JavaProcess> subjects = new EnumMap<>(SubjectName.class);
    private int run;

    /** What happens to the receiver while a load runs. */
    interface Meanwhile {
        void act(Harness harness) throws IOException, InterruptedException;
    }

    private Harness(JavaProcess receiver, int port) {
        this.receiver = receiver;
        this.receiverUrl = "http://127.0.0.1:" + port;
    }

    static Harness start(Collection<SubjectName> names) throws IOException, InterruptedException {
        JavaProcess receiver = JavaProcess.start("receiver", ClassPath.withoutLogging(), MEMORY, Receiver.class);
        Harness harness =
                new Harness(receiver, receiver.expect("listening", START).integer("port"));
        try {
            for (SubjectName name : names) {
                harness.startSubject(name);
            }
            return harness;
        } catch (IOException | InterruptedException e) {
            harness.close();
            throw e;
        }
    }

    private void startSubject(SubjectName name) throws IOException, InterruptedException {
        JavaProcess process = JavaProcess.start(
                name.argument(), ClassPath.withoutLogging(), subjectFlags(), SubjectProcess.class, name.argument());
        subjects.put(name, process);
        process.expect("alive", START);
    }

    /** The same for all. */
    static List<String> subjectFlags() {
        List<String> flags = new ArrayList<>(MEMORY);
        flags.addAll(Settings.flags());
        return flags;
    }

    String receiverUrl() {
        return receiverUrl;
    }

    /** Those that were started, in the order of the tables. */
    Collection<SubjectName> subjects() {
        return subjects.keySet();
    }

    Measurement measure(SubjectName name, Scenario scenario, int round) throws IOException, InterruptedException {
        return measure(name, scenario, round, harness -> {});
    }

    Measurement measure(SubjectName name, Scenario scenario, int round, Meanwhile meanwhile)
            throws IOException, InterruptedException {
        JavaProcess subject = subjects.get(name);
        int number = nextRun();
        subject.tell(new Message("measure")
                .with("receiver", receiverUrl)
                .with("shape", scenario.shape())
                .with("run", number)
                .with("rate", scenario.rate())
                .with("calls", scenario.calls())
                .with("flushMillis", scenario.flush().toMillis()));
        subject.expect("ready", scenario.bound());
        begin(number, scenario.calls(), scenario.timedCalls());
        subject.tell(new Message("go"));
        meanwhile.act(this);
        Message load = subject.expect("measured", scenario.bound());
        subject.expect("closed", START);
        return new Measurement(name, scenario, round, load, report(name == SubjectName.DIRECT));
    }

    /** The receiver answers 503 to everything, or no more. */
    void refuse(boolean all) throws IOException, InterruptedException {
        receiver.tell(new Message("refuse").with("all", all));
        receiver.expect("refusing", START);
    }

    /** From here on the receiver counts this run's calls. */
    void begin(int number, int expected, int timed) throws IOException, InterruptedException {
        receiver.tell(new Message("begin")
                .with("run", number)
                .with("expected", expected)
                .with("timed", timed));
        receiver.expect("begun", START);
    }

    /** What the receiver saw, once all has arrived or nothing comes any more. */
    Message report(boolean atOnce) throws IOException, InterruptedException {
        receiver.tell(new Message("report")
                .with("quietMillis", atOnce ? 0 : QUIET_MILLIS)
                .with("maxMillis", START.toMillis()));
        return receiver.expect("report", START.multipliedBy(2));
    }

    /** A number that no other run of this session has, and that fits a marker. */
    int nextRun() {
        run++;
        return run;
    }

    @Override
    public void close() {
        subjects.values().forEach(JavaProcess::close);
        receiver.close();
    }
}
