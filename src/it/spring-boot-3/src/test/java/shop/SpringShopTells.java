package shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@link Shop} in a JVM of its own, orders a book, asks how it is, and ends it: a collector must hear of all. With the
 * argument {@code retried} it also orders what the stock is asked for twice, which is one call.
 */
public final class SpringShopTells {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    private SpringShopTells() {}

    public static void main(String[] args) throws Exception {
        BlockingQueue<JsonNode> bodies = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/events", exchange -> {
            bodies.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        BlockingQueue<String> traceparents = new LinkedBlockingQueue<>();
        collector.createContext("/stock", exchange -> {
            traceparents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            if (exchange.getRequestURI().getPath().endsWith("/rarity") && traceparents.size() == 1) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(200, 1);
                exchange.getResponseBody().write('7');
            }
            exchange.close();
        });
        collector.start();
        Process shop = start("http://127.0.0.1:" + collector.getAddress().getPort());
        try {
            String address = "http://127.0.0.1:" + port(shop);
            String placed = traceparent(visit(address, bodies));
            check(List.copyOf(traceparents).equals(List.of(placed)), "asked in " + traceparents);
            if (List.of(args).contains("retried")) {
                traceparents.clear();
                String order = get(address + "/orders/rarity");
                check(order.equals("rarity, 7 left"), "the order was answered " + order);
                JsonNode event = event(bodies);
                check(event.path("status").asText().equals("ok"), "told was " + event);
                check(
                        List.copyOf(traceparents).equals(List.of(traceparent(event), traceparent(event))),
                        "asked in " + traceparents + " by " + event);
            }
            shop.toHandle().destroy(); // Process.destroy would close what it has to say
            check(shop.waitFor(30, TimeUnit.SECONDS), "the shop did not end");
            JsonNode last = event(bodies);
            check(last.path("name").asText().equals("OrderService.closeBooks"), "told at the end was " + last);
        } finally {
            shop.destroyForcibly();
            collector.stop(0);
        }
    }

    private static JsonNode visit(String shop, BlockingQueue<JsonNode> bodies) throws Exception {
        String order = get(shop + "/orders/book");
        check(order.equals("book, 7 left"), "the order was answered " + order);
        JsonNode body = body(bodies);
        check(body.at("/system_info/service.name").asText().equals("shop"), "not by the application's name: " + body);
        JsonNode event = body.path("events").path(0);
        check(event.path("name").asText().equals("OrderService.place"), "told was " + event);
        check(event.path("trace_id").asText().equals(TRACE_ID), "not in the caller's trace: " + event);

        JsonNode health = JSON.readTree(get(shop + "/actuator/health"));
        JsonNode telltale = health.path("components").path("telltale");
        check(telltale.path("status").asText().equals("UP"), "its health was " + health);
        check(telltale.at("/details/state").asText().equals("DELIVERING"), "its health was " + health);
        return event;
    }

    private static Process start(String address) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder shop = new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path"),
                Shop.class.getName());
        shop.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
        shop.environment().put("TELLTALE_ENDPOINT", address + "/events");
        shop.environment().put("STOCK_URL", address + "/stock");
        shop.environment().put("SERVER_PORT", "0");
        return shop.redirectErrorStream(true).start();
    }

    /** What else the shop says is passed on. */
    private static String port(Process shop) throws IOException {
        BufferedReader output = shop.inputReader();
        String opened = "Open at port ";
        String line = output.readLine();
        while (line != null && !line.startsWith(opened)) {
            System.out.println(line);
            line = output.readLine();
        }
        check(line != null, "the shop did not open");
        Thread rest = new Thread(() -> output.lines().forEach(System.out::println));
        rest.setDaemon(true);
        rest.start();
        return line.substring(opened.length());
    }

    private static String get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("traceparent", "00-" + TRACE_ID + "-00f067aa0ba902b7-01")
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** What a request that this call makes must carry. */
    private static String traceparent(JsonNode event) {
        return "00-" + TRACE_ID + "-" + event.path("span_id").asText() + "-01";
    }

    private static JsonNode event(BlockingQueue<JsonNode> bodies) throws InterruptedException {
        return body(bodies).path("events").path(0);
    }

    private static JsonNode body(BlockingQueue<JsonNode> bodies) throws InterruptedException {
        JsonNode body = bodies.poll(30, TimeUnit.SECONDS);
        check(body != null, "the collector got nothing");
        return body;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
