package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.telltale.internal.delivery.InMemoryEventStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a directory, what is undelivered outlives the process, however it ends. */
class SurvivalTest {
    private static final long INTERVAL_MILLIS = 1_000;

    private final Collector collector = new Collector();
    private final List<Process> started = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path files;

    /** Places orders for ever, and says when. */
    static final class Application {
        private Application() {}

        public static void main(String[] arguments) {
            Orders orders = Tracing.global().trace(Orders.class, new Orders.Simple());
            for (int i = Integer.parseInt(arguments[0]); ; i++) {
                orders.place(i, Scene.PAYLOAD);
                System.out.println(i + " " + System.currentTimeMillis());
                LockSupport.parkNanos(2_000_000);
            }
        }
    }

    @AfterEach
    void close() {
        started.forEach(Process::destroyForcibly);
        collector.close();
    }

    @Test
    void aProcessThatIsKilledInAnOutageLosesAtMostTheLastIntervalAndNothingIsSentTwice() throws Exception {
        Path firstLines = files.resolve("first");
        Process first = start(firstLines, "1");
        Scene.eventually().until(() -> collector.size() >= 200);
        collector.always(Collector.answer(503)); // no answer is lost, so nothing may come twice
        int before = placed(firstLines).size();
        Scene.eventually().until(() -> placed(firstLines).size() >= before + INTERVAL_MILLIS);
        long killed = System.currentTimeMillis();
        first.destroyForcibly();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

        collector.always(Collector.answer(200));
        start(files.resolve("second"), "1000000");
        Scene.eventually().until(() -> collector.numbers().contains(1_000_100));

        List<Integer> durable = placed(firstLines).entrySet().stream()
                .filter(call -> call.getValue() <= killed - INTERVAL_MILLIS)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(durable).hasSizeGreaterThan(before);
        assertThat(collector.numbers()).containsAll(durable);
        assertThat(collector.duplicates()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onAFullDiskTracingGoesOnInMemoryAndSaysSo() throws Exception {
        collector.always(Collector.answer(503));
        environment.put("TELLTALE_STORE_SYNC_INTERVAL", "20ms");
        Path lines = files.resolve("lines");
        List<String> limited = List.of("sh", "-c", "ulimit -f 512 && exec \"$@\"", "sh"); // 256 KiB a file
        start(lines, limited, System.getProperty("java.class.path"), "1");
        Scene.eventually().until(() -> Files.readString(lines).contains("can't be kept on the disk"));

        collector.always(Collector.answer(200));
        int placed = placed(lines).size();
        Scene.eventually().until(() -> collector.numbers().contains(placed));
        assertThat(collector.numbers())
                .containsAll(IntStream.rangeClosed(1, placed).boxed().toList());
        assertThat(Files.readString(lines))
                .contains("WARN", "File too large", "make room")
                .doesNotContain(Scene.PAYLOAD);
    }

    @Test
    void whatIsLeftAtTheEndIsStoredAndTheNextStartSendsIt() {
        collector.down();
        try (Tracing first = tracing()) {
            Orders orders = first.trace(Orders.class, new Orders.Simple());
            for (int i = 1; i <= 50; i++) {
                orders.place(i, Scene.PAYLOAD);
            }
            TracingStats last = first.close(Duration.ofMillis(50));
            assertThat(last).isEqualTo(new TracingStats(50, 0, 50, 0, Map.of()));
        }
        collector.up();
        try (Tracing second = tracing()) {
            assertThat(second.flush(Scene.LONG)).isTrue();
            assertThat(second.stats()).isEqualTo(new TracingStats(50, 50, 0, 0, Map.of()));
        }
        assertThat(collector.numbers()).hasSize(50).isSorted();
        try (Tracing third = tracing()) {
            assertThat(third.stats().recorded()).isZero();
        }
    }

    @Test
    void twoTracingsOfOneDirectoryBothTell() {
        try (LogLines log = new LogLines();
                Tracing first = tracing();
                Tracing second = tracing()) {
            first.trace(Orders.class, new Orders.Simple()).place(1, Scene.PAYLOAD);
            second.trace(Orders.class, new Orders.Simple()).place(2, Scene.PAYLOAD);
            assertThat(first.flush(Scene.LONG)).isTrue();
            assertThat(second.flush(Scene.LONG)).isTrue();
            assertThat(log.containing("TELLTALE_STORE_DIR can't be used")).hasSize(1);
        }
        assertThat(collector.numbers()).containsExactlyInAnyOrder(1, 2);
    }

    /** Takes some ten seconds: that is how often the directory is tried. */
    @Test
    @Tag("full")
    void aStartBeforeTheOldProcessHasEndedTakesTheDirectoryAndItsEventsLater() {
        collector.down();
        Tracing old = tracing();
        old.trace(Orders.class, new Orders.Simple()).place(1, Scene.PAYLOAD);
        try (LogLines log = new LogLines();
                Tracing fresh = tracing()) {
            fresh.trace(Orders.class, new Orders.Simple()).place(2, Scene.PAYLOAD);
            old.close(Duration.ofMillis(50));
            Scene.eventually()
                    .until(() -> !log.containing("are kept on the disk again").isEmpty());
            collector.up();
            Scene.eventually().until(() -> collector.numbers().size() == 2);
            assertThat(fresh.flush(Scene.LONG)).isTrue();
            assertThat(fresh.stats()).isEqualTo(new TracingStats(2, 2, 0, 0, Map.of()));
        }
        assertThat(collector.duplicates()).isZero();
    }

    @Test
    void aDirectoryInUseByAnotherProcessIsToldOf() throws Exception {
        start(files.resolve("lines"), "1");
        Scene.eventually().until(() -> collector.size() > 0);
        try (LogLines log = new LogLines();
                Tracing second = tracing()) {
            assertThat(log.containing("another process uses it"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN");
            assertThat(second.stats().recorded()).isZero();
        }
    }

    @Test
    void anEventStoreOfOnesOwnWins() {
        try (LogLines log = new LogLines();
                Tracing tracing = Tracing.builder(config())
                        .eventStore(new InMemoryEventStore(10, 10_000, false))
                        .meterRegistry(new SimpleMeterRegistry())
                        .build()) {
            assertThat(log.containing("TELLTALE_STORE_DIR is passed over")).hasSize(1);
            assertThat(directory()).doesNotExist();
        }
    }

    @Test
    void withoutMvStoreTheStartFailsAndNamesIt() throws Exception {
        environment.put("TELLTALE_SSL_CERT_PATH", "no-such-file.pem");
        Path lines = files.resolve("lines");
        Process child = start(lines, List.of(), classPathWithout("h2-mvstore"), "1");
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(1);
        assertThat(Files.readString(lines))
                .contains("2 problems", "TELLTALE_STORE_DIR", "com.h2database:h2-mvstore:", "TELLTALE_SSL_CERT_PATH");
    }

    @Test
    void withoutMvStoreAndWithoutADirectoryNothingIsMissed() throws Exception {
        environment.put("TELLTALE_STORE_DIR", "");
        start(files.resolve("lines"), List.of(), classPathWithout("h2-mvstore"), "1");
        Scene.eventually().until(() -> collector.size() >= 10);
    }

    private TracingConfig config() {
        return Scene.quick(collector, Delivery.ASYNC)
                .storeDir(directory())
                .storeSyncInterval(Duration.ofMillis(20))
                .build();
    }

    private Tracing tracing() {
        return Tracing.builder(config())
                .meterRegistry(new SimpleMeterRegistry())
                .build();
    }

    private Path directory() {
        return files.resolve("undelivered");
    }

    private Process start(Path lines, String firstNumber) throws IOException {
        return start(lines, List.of(), System.getProperty("java.class.path"), firstNumber);
    }

    private Process start(Path lines, List<String> before, String classPath, String firstNumber) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                classPath,
                Application.class.getName(),
                firstNumber));
        ProcessBuilder child =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(lines.toFile());
        child.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
        child.environment()
                .putAll(Map.of(
                        "TELLTALE_ENDPOINT",
                        collector.url(),
                        "TELLTALE_CAPTURE",
                        "all",
                        "TELLTALE_STORE_DIR",
                        directory().toString(),
                        "TELLTALE_STORE_SYNC_INTERVAL",
                        INTERVAL_MILLIS + "ms",
                        "TELLTALE_BREAKER_RESET_TIMEOUT",
                        "100ms"));
        child.environment().putAll(environment);
        Process process = child.start();
        started.add(process);
        return process;
    }

    private static String classPathWithout(String jar) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains(jar))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The calls that were told of, and when they had ended. */
    private static Map<Integer, Long> placed(Path lines) throws IOException {
        Map<Integer, Long> calls = new HashMap<>();
        String whole = Files.readString(lines);
        for (String line : whole.substring(0, whole.lastIndexOf('\n') + 1).split("\n")) {
            if (line.matches("\\d+ \\d+")) {
                String[] parts = line.split(" ");
                calls.put(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
            }
        }
        return calls;
    }
}
