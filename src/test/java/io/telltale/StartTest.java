package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fresh JVM loads until the first event is acknowledged: time is not measured, what takes it is. */
class StartTest {
    private final Collector collector = new Collector();

    @TempDir
    private Path files;

    private List<String> loaded = List.of();

    /** The application of which the start is watched. */
    static final class Application {
        private Application() {}

        public static void main(String[] arguments) {
            Tracing tracing = Tracing.fromEnvironment();
            tracing.trace(Orders.class, new Orders.Simple()).place(1, "one");
            tracing.flush(Scene.LONG);
            Runtime.getRuntime().halt(tracing.stats().delivered() == 1 ? 0 : 1);
        }
    }

    @BeforeEach
    void start() throws Exception {
        Path classes = files.resolve("classes");
        File output = files.resolve("output").toFile();
        ProcessBuilder child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + classes,
                        "-classpath",
                        withoutOpenTelemetry(System.getProperty("java.class.path")),
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
        assertThat(running.exitValue()).as(Files.readString(output.toPath())).isZero();
        // [0.123s][info][class,load] java.lang.Object source: …
        List<String> lines = Files.readAllLines(classes).stream()
                .filter(line -> line.contains(" source: "))
                .toList();
        double road = lines.stream()
                .filter(line -> className(line).equals("io.telltale.internal.delivery.DeliveryRoad"))
                .mapToDouble(StartTest::seconds)
                .findFirst()
                .orElseThrow();
        // A second later meters are registered, on a busy machine perhaps before the event has arrived.
        loaded = lines.stream()
                .filter(line -> seconds(line) < road + 1)
                .map(StartTest::className)
                .toList();
    }

    /** Most applications have none; the tests have it since one of them does. */
    private static String withoutOpenTelemetry(String classPath) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(classPath)
                .filter(entry -> !entry.matches(".*opentelemetry-(api|context)-.*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static double seconds(String line) {
        return Double.parseDouble(line.substring(1, line.indexOf("s]")));
    }

    private static String className(String line) {
        return line.substring(line.lastIndexOf("] ") + 2, line.indexOf(" source: "));
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
                .as("OpenTelemetry, where it is not there")
                .noneMatch(name -> name.startsWith("io.opentelemetry."))
                .as("the MDC, where nobody asks for it")
                .doesNotContain("io.telltale.LoggedIds")
                .as("what is for frameworks that are not used")
                .noneMatch(
                        name -> name.startsWith("io.telltale.spring.") || name.startsWith("org.springframework.aop."))
                .noneMatch(name -> name.startsWith("io.telltale.servlet.") || name.startsWith("jakarta."))
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
