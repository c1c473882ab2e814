package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fresh JVM loads until the first event is acknowledged: time is not measured, what takes it is. */
class StartTest {
    private static final int ATTEMPTS = 20;

    private final Collector collector = new Collector();

    @TempDir
    private Path files;

    private List<String> loaded = List.of();

    /** The application of which the start is watched. */
    static final class Application {
        /** On a machine so busy that a second went by, which is when meters are registered: it shows nothing. */
        static final int TOO_SLOW = 2;

        private Application() {}

        public static void main(String[] arguments) {
            long begun = System.nanoTime();
            Tracing tracing = Tracing.fromEnvironment();
            tracing.trace(Orders.class, new Orders.Simple()).place(1, "one");
            tracing.flush(Scene.LONG);
            int delivered = tracing.stats().delivered() == 1 ? 0 : 1;
            boolean slow = System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(1);
            Runtime.getRuntime().halt(slow ? TOO_SLOW : delivered);
        }
    }

    @BeforeEach
    void start() throws Exception {
        int status = run();
        for (int attempt = 1; status == Application.TOO_SLOW && attempt < ATTEMPTS; attempt++) {
            status = run();
        }
        assertThat(status).as(Files.readString(files.resolve("output"))).isZero();
    }

    private int run() throws Exception {
        Path classes = files.resolve("classes");
        File output = files.resolve("output").toFile();
        ProcessBuilder child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + classes,
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Application.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output);
        child.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
        child.environment().put("TELLTALE_ENDPOINT", collector.url());
        // Other formats' answers are read, and their prefixes written, alike.
        child.environment().put("TELLTALE_FORMAT", "otlp");
        Process running = child.start();
        try {
            assertThat(running.waitFor(100, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            running.destroyForcibly();
        }
        // [0.123s][info][class,load] java.lang.Object source: …
        loaded = Files.readAllLines(classes).stream()
                .filter(line -> line.contains(" source: "))
                .map(line -> line.substring(line.lastIndexOf("] ") + 2, line.indexOf(" source: ")))
                .toList();
        return running.exitValue();
    }

    @AfterEach
    void close() {
        collector.close();
    }

    @Test
    void theFirstEventOverPlainHttpWaitsForNothingThatItDoesNotNeed() {
        assertThat(loaded)
                .contains("io.telltale.Tracing", "okhttp3.internal.connection.RealCall")
                .as("the JVM's CAs and TLS")
                .noneMatch(name -> name.startsWith("sun.security.ssl.TrustStoreManager"))
                .noneMatch(name -> name.startsWith("sun.security.ssl.SSLContextImpl"))
                .as("the serializer of values, where none is told")
                .noneMatch(name -> name.startsWith("com.fasterxml.jackson."))
                .as("meters that nobody reads yet")
                .doesNotContain("io.micrometer.core.instrument.Metrics", "io.telltale.internal.meters.Meters")
                .as("the breaker and the retry, where nothing has failed")
                .noneMatch(name -> name.startsWith("io.github.resilience4j.circuitbreaker.CircuitBreakerConfig"))
                .noneMatch(name -> name.startsWith("io.github.resilience4j.retry."))
                .as("the code of a record's equals and hashCode, spun at the first use")
                .doesNotContain("java.lang.runtime.ObjectMethods");
    }

    @Test
    void aStartSpinsFewLambdas() {
        // Each is a class made at its first use, three times as dear as one that is read; there were 278.
        assertThat(loaded)
                .filteredOn(name -> name.startsWith("io.telltale.") && name.contains("$$Lambda"))
                .hasSizeLessThan(110);
    }
}
