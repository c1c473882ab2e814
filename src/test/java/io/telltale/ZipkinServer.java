package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Zipkin in a process of its own, on loopback; it keeps spans in memory, so what it had dies with it. */
final class ZipkinServer implements AutoCloseable {
    private static final Pattern SPANS =
            Pattern.compile("zipkin_collector_spans_total\\{transport=\"http\",?} ([0-9.E]+)");
    private static final Duration START = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final int port;
    private Process process;

    private ZipkinServer(int port) {
        this.port = port;
    }

    /** Starts one on a port that was free a moment ago. */
    static ZipkinServer start() {
        ZipkinServer server = new ZipkinServer(freePort());
        server.startAgain();
        return server;
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it on the same port, and returns once it is healthy. */
    void startAgain() {
        Path jar = Path.of(System.getProperty("telltale.receivers", "target/receivers"), "zipkin.jar");
        assertThat(jar).as("copied by the build before the integration tests").exists();
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            jar.toString(),
                            "--server.address=127.0.0.1",
                            "--armeria.ports[0].address=127.0.0.1",
                            "--armeria.ports[0].port=" + port,
                            "--armeria.ports[0].protocols[0]=http")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> {
                    assertThat(process.isAlive()).isTrue();
                    return status("/health") == 200;
                });
    }

    /** As {@code kill -9} does; returns once it is dead. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    String spansEndpoint() {
        return address() + "/api/v2/spans";
    }

    /** The spans of a trace; empty while Zipkin does not know it. */
    List<JsonNode> trace(String traceId) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/api/v2/trace/" + traceId);
        return response.statusCode() == 200
                ? List.of(json.convertValue(json.readTree(response.body()), JsonNode[].class))
                : List.of();
    }

    /** The spans of the one trace that a service takes part in; empty while Zipkin does not know it. */
    List<JsonNode> traceOf(String service) throws IOException, InterruptedException {
        JsonNode traces =
                json.readTree(get("/api/v2/traces?serviceName=" + service).body());
        return traces.size() == 1 ? List.of(json.convertValue(traces.get(0), JsonNode[].class)) : List.of();
    }

    /** How many spans this process received over HTTP, duplicates among them. */
    long spansReceived() throws IOException, InterruptedException {
        Matcher count = SPANS.matcher(get("/prometheus").body());
        assertThat(count.find()).as("the counter that Zipkin exposes").isTrue();
        return (long) Double.parseDouble(count.group(1));
    }

    private int status(String path) throws IOException, InterruptedException {
        return get(path).statusCode();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
