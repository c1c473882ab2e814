package collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program in a JVM of its own, with nothing but environment variables, and holds what a collector gets and what the
 * program says against what is expected.
 *
 * <p>Arguments: what arrives, such as {@code OrderService.place=1}; what the program must say
 * somewhere, or {@code anything}; then what to give to {@code java}.
 */
public final class WhatArrives {
    private WhatArrives() {}

    public static void main(String[] args) throws Exception {
        String expected = args[0];
        String said = args[1].equals("anything") ? "" : args[1];

        Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/events", exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String words;
        try {
            words = run(
                    Arrays.asList(args).subList(2, args.length),
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/events");
        } finally {
            server.stop(0);
        }

        Map<String, Integer> names = new TreeMap<>();
        for (byte[] body : bodies) {
            for (JsonNode event : new ObjectMapper().readTree(body).path("events")) {
                names.merge(event.path("name").asText(), 1, Integer::sum);
            }
        }
        check(names.toString().equals("{" + expected + "}"), "the collector got " + names);
        check(words.contains(said), "the program did not say: " + said);
    }

    /** What it said on both of its streams. */
    private static String run(List<String> arguments, String endpoint) throws IOException, InterruptedException {
        Path words = Files.createTempFile("program", ".log");
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        program.command().addAll(arguments);
        program.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
        program.environment().put("TELLTALE_ENDPOINT", endpoint);
        program.environment().put("TELLTALE_SERVICE_NAME", "shop");
        Process running =
                program.redirectErrorStream(true).redirectOutput(words.toFile()).start();
        boolean ended = running.waitFor(60, TimeUnit.SECONDS);
        running.destroyForcibly();
        String said = Files.readString(words);
        Files.delete(words);
        System.out.println(said);
        check(ended, "the program did not end");
        check(running.exitValue() == 0, "the program ended with " + running.exitValue());
        return said;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
