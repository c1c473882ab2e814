package io.telltale;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Two small applications that are run each in a process of its own: one asks the other, through the JDK's client and server. */
final class TwoServices {
    private TwoServices() {}

    @Traced
    interface Checkout {
        String order(int id) throws IOException, InterruptedException;
    }

    @Traced
    interface Stock {
        int reserve(int id);
    }

    /** Orders once at the stock whose address is its argument, and ends. */
    static final class Asking {
        private Asking() {}

        public static void main(String[] args) throws Exception {
            HttpClient client = HttpClient.newHttpClient();
            try (Tracing tracing = Tracing.fromEnvironment()) {
                Checkout checkout = tracing.trace(Checkout.class, id -> {
                    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(args[0] + "?" + id));
                    TraceContext.inject(request::setHeader);
                    return client.send(request.build(), BodyHandlers.ofString()).body();
                });
                System.out.println(checkout.order(7));
            }
        }
    }

    /** Says its address, answers one request, and ends. */
    static final class Answering {
        private Answering() {}

        public static void main(String[] args) throws Exception {
            Tracing tracing = Tracing.fromEnvironment();
            Stock stock = tracing.trace(Stock.class, id -> id * 2);
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newSingleThreadExecutor());
            server.createContext("/stock", exchange -> {
                byte[] answer;
                try (ContinuedTrace inbound = tracing.continueTrace(
                        exchange.getRequestHeaders().getFirst("traceparent"),
                        exchange.getRequestHeaders().getFirst("tracestate"))) {
                    int shelf = stock.reserve(
                            Integer.parseInt(exchange.getRequestURI().getQuery()));
                    answer = ("shelf " + shelf).getBytes(StandardCharsets.UTF_8);
                }
                exchange.sendResponseHeaders(200, answer.length);
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(answer);
                }
            });
            server.start();
            System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/stock");
            System.in.read(); // until who started it has seen enough
            tracing.close();
            System.exit(0);
        }
    }
}
