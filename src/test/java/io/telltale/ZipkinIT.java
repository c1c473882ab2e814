package io.telltale;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packed jar, a small application and a real Zipkin. */
class ZipkinIT {
    private ZipkinServer zipkin;

    @BeforeEach
    void startZipkin() {
        zipkin = ZipkinServer.start();
    }

    @AfterEach
    void stopZipkin() {
        zipkin.close();
    }

    /** A small application: a shop that asks its warehouse and its bank. */
    @Traced
    interface Shop {
        String order(@TraceTag("order.id") int id);
    }

    @Traced
    interface Warehouse {
        int reserve(int id);
    }

    @Traced("bank")
    interface Bank {
        CompletableFuture<String> charge(int id);

        @Traced("bank.refund")
        void refund(int id);
    }

    private static final class BankOffline extends RuntimeException {
        BankOffline() {
            super("the bank is offline");
        }
    }

    private static final class DefaultBank implements Bank {
        @Override
        public CompletableFuture<String> charge(int id) {
            return CompletableFuture.supplyAsync(() -> "receipt " + id);
        }

        @Override
        public void refund(int id) {
            throw new BankOffline();
        }
    }

    private Tracing tracing(String service) {
        TracingConfig config = TracingConfig.from(Map.of(
                "TELLTALE_ENDPOINT",
                zipkin.spansEndpoint(),
                "TELLTALE_SERVICE_NAME",
                service,
                "TELLTALE_CAPTURE",
                "all",
                "TELLTALE_SHUTDOWN_HOOK",
                "false"));
        return Tracing.builder(config).meterRegistry(new SimpleMeterRegistry()).build();
    }

    @Test
    void itIsThePackedJarThatIsTested() {
        assertThat(Tracing.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .endsWith(".jar");
    }

    @Test
    void aTraceReadsBackFieldByFieldAsItHappened() throws Exception {
        Instant before = Instant.now();
        String traceId;
        try (Tracing tracing = tracing("shop")) {
            Bank bank = tracing.trace(Bank.class, new DefaultBank());
            Warehouse warehouse = tracing.trace(Warehouse.class, id -> id * 2);
            Shop shop = tracing.trace(Shop.class, id -> {
                int shelf = warehouse.reserve(id);
                assertThatThrownBy(() -> bank.refund(id)).isInstanceOf(BankOffline.class);
                return bank.charge(id).join() + " from shelf " + shelf;
            });
            try (TraceScope scope = tracing.open("checkout")) {
                traceId = scope.context().traceId();
                assertThat(shop.order(7)).isEqualTo("receipt 7 from shelf 14");
            }
            assertThat(tracing.flush(Duration.ofSeconds(30))).isTrue();
            assertThat(tracing.stats().delivered()).isEqualTo(5);
        }

        await().atMost(30, SECONDS).until(() -> zipkin.trace(traceId).size() == 5);
        Map<String, JsonNode> spans = zipkin.trace(traceId).stream()
                .collect(toMap(span -> span.get("name").asText(), Function.identity()));

        // Zipkin tells names in lower case.
        assertThat(spans).containsOnlyKeys("checkout", "shop.order", "warehouse.reserve", "bank.charge", "bank.refund");
        JsonNode checkout = spans.get("checkout");
        JsonNode order = spans.get("shop.order");
        assertThat(checkout.has("parentId")).isFalse();
        assertThat(order.get("parentId")).isEqualTo(checkout.get("id"));
        for (String child : List.of("warehouse.reserve", "bank.charge", "bank.refund")) {
            assertThat(spans.get(child).get("parentId")).as(child).isEqualTo(order.get("id"));
        }
        for (JsonNode span : spans.values()) {
            assertThat(span.get("traceId").asText()).isEqualTo(traceId);
            assertThat(span.get("localEndpoint").get("serviceName").asText()).isEqualTo("shop");
            assertThat(span.get("duration").asLong()).isPositive();
            Instant start = Instant.EPOCH.plusNanos(span.get("timestamp").asLong() * 1_000);
            assertThat(start).isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
        }
        assertThat(order.get("tags").get("order.id").asText()).isEqualTo("7");
        assertThat(order.get("tags").toString()).contains("receipt 7 from shelf 14");
        assertThat(spans.get("warehouse.reserve").get("tags").toString()).contains("14");
        assertThat(spans.get("bank.charge").get("tags").toString()).contains("receipt 7");
        assertThat(spans.get("bank.refund").get("tags").get("error").asText()).contains("the bank is offline");
        assertThat(order.get("tags").has("error")).isFalse();
    }

    @Test
    void twoProcessesMakeOneTrace() throws Exception {
        Process answering = start("stock", TwoServices.Answering.class);
        try (BufferedReader answerings = answering.inputReader()) {
            Process asking = start("checkout", TwoServices.Asking.class, said(answerings, "http://"));
            assertThat(said(asking.inputReader(), "shelf ")).isEqualTo("shelf 14");
            assertThat(asking.waitFor(60, SECONDS)).isTrue();
            answering.getOutputStream().close();
            assertThat(answering.waitFor(60, SECONDS)).isTrue();
        } finally {
            answering.destroyForcibly();
        }

        await().atMost(30, SECONDS).until(() -> zipkin.traceOf("stock").size() == 2);
        Map<String, JsonNode> spans = zipkin.traceOf("stock").stream()
                .collect(toMap(
                        span -> span.get("localEndpoint").get("serviceName").asText(), Function.identity()));
        JsonNode asked = spans.get("checkout");
        JsonNode reserved = spans.get("stock");
        assertThat(asked.get("name").asText()).isEqualTo("checkout.order");
        assertThat(asked.has("parentId")).isFalse();
        assertThat(reserved.get("name").asText()).isEqualTo("stock.reserve");
        assertThat(reserved.get("traceId")).isEqualTo(asked.get("traceId"));
        assertThat(reserved.get("parentId")).isEqualTo(asked.get("id"));
    }

    /** The first line that begins so; others are the log's. */
    private static String said(BufferedReader words, String beginning) {
        return words.lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private Process start(String service, Class<?> program, String... arguments) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                program.getName());
        process.command().addAll(List.of(arguments));
        process.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_"));
        process.environment().put("TELLTALE_ENDPOINT", zipkin.spansEndpoint());
        process.environment().put("TELLTALE_SERVICE_NAME", service);
        return process.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    @Test
    void everySpanArrivesThoughZipkinIsKilledInMidTrafficAndStartedAgain() throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong calls = new AtomicLong();
        try (Tracing tracing = tracing("traffic")) {
            Warehouse warehouse = tracing.trace(Warehouse.class, id -> id);
            Thread traffic = new Thread(() -> {
                while (running.get()) {
                    warehouse.reserve((int) calls.incrementAndGet());
                    java.util.concurrent.locks.LockSupport.parkNanos(500_000);
                }
            });
            traffic.start();
            await().atMost(30, SECONDS).until(() -> tracing.stats().delivered() > 500);

            zipkin.kill();
            await().atMost(30, SECONDS).until(() -> tracing.health().state() == TracingHealth.State.FAILING);
            long acknowledgedByTheDead = tracing.stats().delivered();
            await().atMost(30, SECONDS).until(() -> tracing.stats().stored() > 500);
            zipkin.startAgain();
            await().atMost(90, SECONDS).until(() -> tracing.health().state() == TracingHealth.State.DELIVERING);
            running.set(false);
            traffic.join();

            assertThat(tracing.flush(Duration.ofSeconds(60))).isTrue();
            TracingStats stats = tracing.stats();
            assertThat(stats).isEqualTo(new TracingStats(calls.get(), calls.get(), 0, 0, Map.of()));
            long owed = calls.get() - acknowledgedByTheDead;
            await().atMost(30, SECONDS).until(() -> zipkin.spansReceived() >= owed);
            System.out.println("recorded " + calls + ", acknowledged before the kill " + acknowledgedByTheDead
                    + ", received after the restart " + zipkin.spansReceived() + ", duplicates "
                    + (zipkin.spansReceived() - owed));
        }
    }
}
