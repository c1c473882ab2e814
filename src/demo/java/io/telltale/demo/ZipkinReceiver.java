package io.telltale.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Zipkin in a process of its own, on loopback. It keeps spans in memory, so what it had dies with it; what it
 * received since is told by its own counter.
 */
final class ZipkinReceiver implements Receiver {
    private static final Pattern SPANS =
            Pattern.compile("zipkin_collector_spans_total\\{transport=\"http\",?} ([0-9.E]+)");
    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final Duration COUNTING = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int OK = 200;

    private final Path jar;
    private final String service;
    private final Duration keep;
    private final Screen screen;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ObjectMapper json = new ObjectMapper();

    private int port;

    /** The main thread's, and at the process's end the hook's. */
    private volatile Process process;

    /**
     * @param jar the server that the build has copied
     * @param service whose traces to show
     * @param keep how long to stay at the end where nobody can press a key
     * @param screen where to say what Zipkin does
     */
    ZipkinReceiver(Path jar, String service, Duration keep, Screen screen) {
        this.jar = jar;
        this.service = service;
        this.keep = keep;
        this.screen = screen;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        if (process == null) {
            port = freePort();
            // Also at Ctrl-C, no process outlives this one.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly(), "demo-zipkin"));
        }
        screen.print("Zipkin starts at " + address() + "/zipkin/, which takes a while.");
        Path log = jar.resolveSibling("zipkin.log");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
                .redirectOutput(log.toFile())
                .start();
        awaitHealth(log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private void awaitHealth(Path log) throws InterruptedException {
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (!isHealthy()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Zipkin did not start; " + log + " says why");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            return get("/health").statusCode() == OK;
        } catch (IOException e) {
            // It does not listen yet.
            return false;
        }
    }

    /** As {@code kill -9} does. */
    @Override
    public void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public String url() {
        return address() + "/api/v2/spans";
    }

    private String address() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public boolean tellsArrivals() {
        return false;
    }

    @Override
    public Account account(long calls, long beforeOutage) throws IOException, InterruptedException {
        long owed = calls - beforeOutage;
        long deadline = System.nanoTime() + COUNTING.toNanos();
        long received = received();
        while (received < owed && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL.toMillis());
            received = received();
        }
        String problem = received < owed ? owed - received + " of " + calls + " calls never reached Zipkin." : "";
        String remark = "Zipkin counts " + received + " spans since it was started again; the " + beforeOutage
                + " acknowledged before died with it.\nWhen it received a span it does not tell: there is no time of"
                + " arrival above.";
        return new Account(problem, Math.max(0, received - owed), remark);
    }

    /** Since it was started the last time, duplicates among them. */
    private long received() throws IOException, InterruptedException {
        Matcher count = SPANS.matcher(get("/prometheus").body());
        if (!count.find()) {
            throw new IOException("Zipkin does not tell zipkin_collector_spans_total");
        }
        return (long) Double.parseDouble(count.group(1));
    }

    @Override
    public void show() throws IOException, InterruptedException {
        String trace = address() + "/zipkin/traces/" + latestFailedTrace();
        screen.print("");
        if (screen.isTerminal()) {
            screen.print("A trace of an order that failed: " + trace);
            screen.print("Zipkin stays until you press Enter.");
            System.in.read();
        } else if (keep.isZero()) {
            screen.print("A trace of an order that failed was at " + trace);
            screen.print("Zipkin ends here, its traces with it; on a terminal, or with -Ddemo.keep=10m, it stays.");
        } else {
            screen.print("A trace of an order that failed: " + trace);
            screen.print("Zipkin stays for " + keep.toSeconds() + " s.");
            Thread.sleep(keep.toMillis());
        }
    }

    private String latestFailedTrace() throws IOException, InterruptedException {
        JsonNode traces = json.readTree(get("/api/v2/traces?limit=1&annotationQuery=error&serviceName=" + service)
                .body());
        return traces.path(0).path(0).path("traceId").asText();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
