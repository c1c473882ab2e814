package io.telltale.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.telltale.demo.Journal.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the events are sent to: an HTTP server on loopback that keeps account of every event by its {@code span_id}. It
 * can be stopped, so that connections are refused, and started again at the same address.
 */
final class Collector {
    private static final String PATH = "/events";
    private static final int NO_CONTENT = 204;

    private final Journal journal;
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService workers = Executors.newCachedThreadPool(DaemonThread.named("collector"));
    private final Set<String> spanIds = ConcurrentHashMap.newKeySet();
    private final LongAdder duplicates = new LongAdder();

    // The main thread's alone.
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private HttpServer server;

    Collector(Journal journal) {
        this.journal = journal;
    }

    /** Listens: at any free port the first time, then always at that one. */
    void start() throws IOException {
        server = HttpServer.create(address, 0);
        address = server.getAddress();
        server.createContext(PATH, this::receive);
        server.setExecutor(workers);
        server.start();
    }

    /** Ends every connection, and listens no more. */
    void stop() {
        server.stop(0);
    }

    String url() {
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + PATH;
    }

    /** How many events came, each counted once. */
    int events() {
        return spanIds.size();
    }

    /** How many came once more than needed: delivery is at least once, so an answer that got lost makes some. */
    long duplicates() {
        return duplicates.sum();
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        long now = System.nanoTime();
        for (JsonNode event : json.readTree(body).path("events")) {
            account(event, now);
        }
        exchange.sendResponseHeaders(NO_CONTENT, -1);
        exchange.close();
    }

    private void account(JsonNode event, long now) {
        if (spanIds.add(event.path("span_id").asText())) {
            long order = event.path("inputs").path("order").asLong(-1);
            journal.arrived(new Call(event.path("name").asText(), order), now);
        } else {
            duplicates.increment();
        }
    }
}
