package shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Runs {@link Shop} in a JVM of its own, with nothing but environment variables, and looks at what a collector gets. */
public final class OneEventArrives {
    private OneEventArrives() {}

    public static void main(String[] args) throws Exception {
        Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/events", exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        collector.start();
        try {
            runShop("http://127.0.0.1:" + collector.getAddress().getPort() + "/events");
        } finally {
            collector.stop(0);
        }

        List<String> names = new ArrayList<>();
        for (byte[] body : bodies) {
            for (JsonNode event : new ObjectMapper().readTree(body).path("events")) {
                names.add(event.path("name").asText());
            }
        }
        check(names.equals(List.of("OrderService.place")), "the collector got " + names);
    }

    private static void runShop(String endpoint) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder shop =
                new ProcessBuilder(java, "-classpath", System.getProperty("java.class.path"), Shop.class.getName());
        shop.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
        shop.environment().put("TELLTALE_ENDPOINT", endpoint);
        shop.environment().put("TELLTALE_SERVICE_NAME", "shop");
        Process running = shop.inheritIO().start();
        boolean ended = running.waitFor(60, TimeUnit.SECONDS);
        running.destroyForcibly();
        check(ended, "the shop did not end");
        check(running.exitValue() == 0, "the shop ended with " + running.exitValue());
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
