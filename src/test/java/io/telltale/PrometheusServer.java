package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Prometheus in a process of its own, on loopback. Its programs are looked for in {@code -Dprometheus.home}, or
 * else on the path.
 */
final class PrometheusServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on\" address=(\\S+)");
    private static final Duration LONG = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Path log;
    private final Process process;

    /** One series of an answer, and its value. */
    record Sample(Map<String, String> labels, double value) {}

    /** @param directory for its files, the configuration {@code prometheus.yml} among them */
    PrometheusServer(Path directory) throws IOException {
        log = directory.resolve("prometheus.log");
        process = new ProcessBuilder(
                        program("prometheus"),
                        "--config.file=" + directory.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    void awaitReady() {
        await().atMost(LONG)
                .failFast(() -> assertThat(process.isAlive())
                        .as("it goes on after: %s", Files.readString(log))
                        .isTrue())
                .ignoreExceptions()
                .until(() -> get("/-/ready").statusCode() == 200);
    }

    /** Whether both programs can be run; where a home is named they must be. */
    static boolean isInstalled() {
        return System.getProperty("prometheus.home") != null
                || Stream.of("prometheus", "promtool").allMatch(name -> onPath(name) != null);
    }

    private static String program(String name) {
        String home = System.getProperty("prometheus.home");
        return home == null ? onPath(name) : Path.of(home, name).toString();
    }

    private static String onPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /** Runs promtool, and fails with what it said unless it is content. */
    static void promtool(Path input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program("promtool")));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile("promtool", ".log");
        try {
            Process promtool = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            assertThat(promtool.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(promtool.exitValue())
                    .as("%s: %s", command, Files.readString(said))
                    .isZero();
        } finally {
            Files.delete(said);
        }
    }

    /** What an expression says at a point in time; it must be understood, and give a vector. */
    List<Sample> ask(String expression, Instant when) throws Exception {
        JsonNode answer =
                api("/api/v1/query?time=" + when + "&query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        assertThat(answer.get("resultType").asText()).as(expression).isEqualTo("vector");
        List<Sample> samples = new ArrayList<>();
        for (JsonNode series : answer.get("result")) {
            Map<String, String> labels = json.convertValue(series.get("metric"), new TypeReference<>() {});
            String value = series.get("value").get(1).asText();
            samples.add(new Sample(labels, Double.parseDouble(value.replace("Inf", "Infinity"))));
        }
        return samples;
    }

    /** The data of an answer, which must be a success. */
    JsonNode api(String path) throws Exception {
        JsonNode answer = json.readTree(get(path).body());
        assertThat(answer.get("status").asText()).as("%s: %s", path, answer).isEqualTo("success");
        return answer.get("data");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        Matcher listening = LISTENING.matcher(Files.readString(log));
        assertThat(listening.find()).as("it says where it listens").isTrue();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + listening.group(1) + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue(); // its directory is deleted next
    }
}
