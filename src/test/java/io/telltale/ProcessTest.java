package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application sees as a process: how it starts, and how it ends. */
class ProcessTest {
    private record Ended(int status, Duration took, String out, String err) {}

    private final Collector collector = new Collector();
    private final Map<String, String> environment = new HashMap<>(
            Map.of("TELLTALE_ENDPOINT", collector.url(), "TELLTALE_SERVICE_NAME", "child", "TELLTALE_CAPTURE", "all"));

    @TempDir
    private Path files;

    @AfterEach
    void close() {
        collector.close();
    }

    @ParameterizedTest
    @CsvSource({"returns, 0, async", "exits, 3, async", "throws, 1, async", "exits, 3, deferred", "returns, 0, deferred"
    })
    void whateverEndsAnApplicationWhatWasRecordedIsSentAndNothingKeepsItAlive(String end, int status, String delivery)
            throws Exception {
        environment.put("TELLTALE_DELIVERY", delivery);
        environment.put("TELLTALE_UPLOAD_INTERVAL", "1h");

        Ended child = run(end, 500);

        assertThat(child.status()).as(child.err()).isEqualTo(status);
        assertThat(collector.size()).isEqualTo(500);
        assertThat(child.err()).doesNotContain("telltale:");
    }

    @Test
    void anIdleApplicationEndsByItself() throws Exception {
        Ended child = run("returns", 0);

        assertThat(child.status()).isZero();
        assertThat(child.out()).contains("main returns");
        assertThat(collector.requests()).isZero();
    }

    @Test
    void withADeadEndpointTheHookSaysWhatIsLostAndTheExitIsBounded() throws Exception {
        environment.put("TELLTALE_SHUTDOWN_TIMEOUT", "500ms");
        Duration usual = run("returns", 0).took();
        collector.down();

        Ended child = run("exits", 42);

        assertThat(child.status()).isEqualTo(3);
        assertThat(child.err()).contains("telltale: 42 events", "500 ms", "TELLTALE_SHUTDOWN_TIMEOUT");
        assertThat(child.took()).isLessThan(usual.plusSeconds(20));
        assertThat(child.out() + child.err()).doesNotContain(Scene.PAYLOAD);
    }

    @Test
    void withAHangingEndpointTheExitIsBoundedToo() throws Exception {
        environment.put("TELLTALE_SHUTDOWN_TIMEOUT", "500ms");
        collector.always(collector.hold());

        Ended child = run("returns", 7);

        assertThat(child.status()).isZero();
        assertThat(child.err()).contains("telltale: 7 events");
    }

    @Test
    void theHookCanBeSwitchedOff() throws Exception {
        environment.put("TELLTALE_SHUTDOWN_HOOK", "false");
        environment.put("TELLTALE_DELIVERY", "deferred");
        environment.put("TELLTALE_UPLOAD_INTERVAL", "1h");
        collector.down();

        Ended child = run("exits", 7);

        assertThat(child.status()).isEqualTo(3);
        assertThat(child.err()).doesNotContain("telltale:");
    }

    @Test
    void everyThreadIsANamedDaemon() throws Exception {
        Ended child = run("lists-threads", 10);

        List<String> threads =
                child.out().lines().filter(line -> line.startsWith("thread: ")).toList();
        assertThat(threads).filteredOn(line -> line.startsWith("thread: user ")).containsExactly("thread: user main");
        assertThat(threads)
                .filteredOn(line -> line.startsWith("thread: daemon telltale-"))
                .hasSizeGreaterThanOrEqualTo(1);
        assertThat(threads).as("a pool's threads without a name").noneMatch(line -> line.contains("pool-"));
    }

    @Test
    void aWrongConfigurationFailsTheStartWithEveryProblemInOneMessage() throws Exception {
        environment.put("TELLTALE_ENDPOINT", "ftp://elsewhere");
        environment.put("TELLTALE_DELIVERY", "whenever");
        environment.put("TELLTALE_REQUEST_TIMEOUT", "soon");
        environment.put("TELLTALE_API_KEY", Scene.API_KEY + "\nX: y");

        Ended child = run("returns", 1);

        assertThat(child.status()).isEqualTo(1);
        assertThat(child.err())
                .contains(
                        "4 problems",
                        "TELLTALE_ENDPOINT",
                        "TELLTALE_DELIVERY",
                        "'whenever'",
                        "TELLTALE_REQUEST_TIMEOUT",
                        "'soon'",
                        "TELLTALE_API_KEY")
                .doesNotContain(Scene.API_KEY);
    }

    @ParameterizedTest
    @CsvSource({"TELLTALE_ENABLED, false", "TELLTALE_ENDPOINT, ''"})
    void whereTracingIsOffCallsPassStraightThroughAndOneLineSaysSo(String variable, String value) throws Exception {
        environment.put(variable, value);

        Ended child = run("returns", 3);

        assertThat(child.status()).isZero();
        assertThat(child.out().lines().filter(line -> line.contains("io.telltale")))
                .singleElement()
                .asString()
                .contains("INFO", "Tracing is off", variable);
        assertThat(collector.requests()).isZero();
    }

    @Test
    void whatAPauseHasKeptIsLostWithTheProcessAndTheHookSaysSo() throws Exception {
        Ended child = run("exits-paused", 12);

        assertThat(child.status()).isEqualTo(5);
        assertThat(child.err()).contains("telltale: 12 events", "sending was paused");
        assertThat(collector.requests()).isZero();
    }

    // io.telltale.Check

    @Test
    void theCheckEndsWithZeroWhereTheEndpointTakesTheEvent() throws Exception {
        environment.put("TELLTALE_API_KEY", Scene.API_KEY);

        Ended check = runMain(System.getProperty("java.class.path"), Check.class.getName());

        assertThat(check.status()).as(check.out() + check.err()).isZero();
        assertThat(check.out()).contains("Tracing child to " + collector.url(), "passed: ");
        assertThat(check.out() + check.err()).doesNotContain(Scene.API_KEY);
        assertThat(collector.events()).extracting(Collector.Event::name).containsExactly("telltale.check");
    }

    @Test
    void theCheckEndsWithOneWhereItDoesNotAndNeedsNoLoggingForThat() throws Exception {
        collector.down();
        String withoutProvider = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("logback"))
                .collect(Collectors.joining(File.pathSeparator));

        Ended check = runMain(withoutProvider, Check.class.getName());

        assertThat(check.status()).as(check.out() + check.err()).isEqualTo(1);
        assertThat(check.out()).contains("TELLTALE_ENDPOINT", "failed at: connection");
        assertThat(check.err()).contains("No SLF4J providers").doesNotContain("Exception");
    }

    @Test
    void theCheckEndsWithOneWhereTheConfigurationIsWrong() throws Exception {
        environment.put("TELLTALE_DELIVERY", "whenever");

        Ended check = runMain(System.getProperty("java.class.path"), Check.class.getName());

        assertThat(check.status()).isEqualTo(1);
        assertThat(check.out()).contains("TELLTALE_DELIVERY", "'whenever'", "failed at: configuration");
        assertThat(collector.requests()).isZero();
    }

    private Ended run(String end, int calls) throws IOException, InterruptedException {
        return runMain(System.getProperty("java.class.path"), Child.class.getName(), end, Integer.toString(calls));
    }

    private Ended runMain(String classPath, String... mainAndArguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                classPath));
        command.addAll(List.of(mainAndArguments));
        File out = files.resolve("out").toFile();
        File err = files.resolve("err").toFile();
        ProcessBuilder child = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
        child.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
        child.environment().putAll(environment);
        long began = System.nanoTime();
        Process running = child.start();
        try {
            assertThat(running.waitFor(100, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            running.destroyForcibly();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new Ended(running.exitValue(), took, Files.readString(out.toPath()), Files.readString(err.toPath()));
    }
}
