package io.telltale.spring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.telltale.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** A receiver, and applications that tell it of their calls. */
final class ToldEvents implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<JsonNode> systems = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    ToldEvents() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/events", exchange -> {
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            systems.add(body.path("system_info"));
            body.path("events").forEach(events::add);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    /** An application with nothing but this library's configuration, whose events come here. */
    ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TelltaleAutoConfiguration.class))
                .withPropertyValues("telltale.endpoint=" + url());
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
    }

    /** The names of all events told so far, in their order. */
    List<String> names(ApplicationContext application) {
        return of(application).stream()
                .map(event -> event.path("name").asText())
                .toList();
    }

    List<JsonNode> of(ApplicationContext application) {
        application.getBean(Tracing.class).flush(Duration.ofSeconds(60));
        return arrived();
    }

    /** What is here already, of an application that has ended. */
    List<JsonNode> arrived() {
        return List.copyOf(events);
    }

    List<String> services() {
        return systems.stream()
                .map(system -> system.path("service.name").asText())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
