package io.telltale.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.telltale.demo.Journal.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the events are sent to: an HTTP server on loopback that keeps account of every event by its {@code span_id}, and
 * keeps it while it is stopped.
 */
final class Collector implements Receiver {
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

    @Override
    public void start() throws IOException {
        server = HttpServer.create(address, 0);
        address = server.getAddress();
        server.createContext(PATH, this::receive);
        server.setExecutor(workers);
        server.start();
    }

    /** Ends every connection, and listens no more. */
    @Override
    public void stop() {
        server.stop(0);
    }

    @Override
    public String url() {
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + PATH;
    }

    @Override
    public boolean tellsArrivals() {
        return true;
    }

    @Override
    public Account account(long calls, long beforeOutage) {
        return new Account(problem(calls), duplicates.sum(), "");
    }

    private String problem(long calls) {
        List<Call> missing = journal.missing();
        if (!missing.isEmpty()) {
            Call first = missing.get(0);
            return missing.size() + " of " + calls + " calls never reached the collector; the first is " + first.name()
                    + " of order " + first.order() + ".";
        }
        return spanIds.size() == calls
                ? ""
                : "the collector was told of " + spanIds.size() + " calls, but " + calls + " were made.";
    }

    /** There is nothing to look at but the report. */
    @Override
    public void show() {}

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
