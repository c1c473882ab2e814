package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.telltale.Delivery;
import io.telltale.Pressure;
import io.telltale.TracingConfig;
import io.telltale.TracingHealth;
import io.telltale.TracingStats;
import io.telltale.internal.http.ClientManager;
import io.telltale.internal.http.Endpoint;
import io.telltale.internal.http.PemDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The road put together as applications get it: its parts are wired to each other, and end with it. */
@Timeout(90)
class DeliveryRoadTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MockWebServer server = new MockWebServer();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final InMemoryEventStore store = new InMemoryEventStore(10, 1 << 20, false);
    private final Logger logger = (Logger) LoggerFactory.getLogger("road under test");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Set<Thread> others = Thread.getAllStackTraces().keySet();
    private volatile int status = 200;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private @Nullable Endpoint endpoint;
    private @Nullable DeliveryRoad road;

    @BeforeEach
    void listen() throws Exception {
        log.start();
        logger.addAppender(log);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                held.await();
                return new MockResponse.Builder().code(status).build();
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void end() {
        held.countDown();
        if (road != null) {
            road.close(Duration.ZERO);
        }
        server.close();
        logger.detachAppender(log);
    }

    private DeliveryRoad road(UnaryOperator<TracingConfig.Builder> settings, Duration certificatesEvery) {
        TracingConfig config = settings.apply(TracingConfig.builder()
                        .endpoint("http://127.0.0.1:" + server.getPort() + "/events")
                        .serviceName("orders")
                        .uploadInterval(NEVER)
                        .breakerMaxFailures(1)
                        .breakerResetTimeout(NEVER)
                        .retryMaxAttempts(1)
                        .syncMaxWait(LONG))
                .build();
        Endpoint opened = Endpoint.open(ClientManager.shared(), config, "test");
        DeliveryRoad made =
                new DeliveryRoad(config, new FakeFormat(10), opened, store, registry, logger, certificatesEvery);
        endpoint = opened;
        road = made;
        return made;
    }

    private DeliveryRoad road() {
        return road(settings -> settings, NEVER);
    }

    private static void record(DeliveryRoad road, int events, Delivery delivery) {
        for (int i = 0; i < events; i++) {
            road.record(FakeFormat.event("e" + i, System.nanoTime()), delivery);
        }
    }

    private List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void hold() {
        held = new CountDownLatch(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"SYNC", "ASYNC", "DEFERRED"})
    void aFlushSendsWhatWasRecorded(Delivery delivery) {
        DeliveryRoad road = road();
        record(road, 3, delivery);

        assertThat(road.flush(LONG)).isTrue();
        assertThat(road.stats().delivered()).isEqualTo(3);
        assertThat(road.health().state()).isEqualTo(TracingHealth.State.DELIVERING);
        assertThat(road.health().breaker()).isEqualTo("closed");
    }

    @Test
    void onlyASynchronousCallerWaits() {
        hold();
        DeliveryRoad road = road();
        record(road, 1, Delivery.ASYNC);
        record(road, 1, Delivery.DEFERRED);
        CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> record(road, 1, Delivery.SYNC));
        await().until(() -> server.getRequestCount() > 0);

        assertThat(caller).isNotDone();
        held.countDown();
        assertThat(caller).succeedsWithin(LONG);
    }

    @Test
    void whatIsDeferredStaysUntilTheIntervalAndWhatIsNotLeavesAtOnce() {
        DeliveryRoad road = road();
        record(road, 1, Delivery.DEFERRED);
        assertThat(road.stats().inFlight()).isEqualTo(1);
        assertThat(server.getRequestCount()).isZero();

        record(road, 1, Delivery.ASYNC);
        await().until(() -> road.stats().delivered() == 2);
    }

    @Test
    void aFlushThatTakesTooLongIsFalse() {
        hold();
        DeliveryRoad road = road();
        record(road, 1, Delivery.ASYNC);

        assertThat(road.flush(Duration.ofMillis(20))).isFalse();
        assertThat(road.flush(Duration.ofSeconds(-1))).isFalse();
        held.countDown();
        assertThat(road.flush(ChronoUnit.FOREVER.getDuration())).isTrue();
    }

    @Test
    void anInterruptEndsAFlushAndStaysSetAndEndsNoClose() {
        hold();
        DeliveryRoad road = road();
        record(road, 1, Delivery.ASYNC);

        Thread.currentThread().interrupt();
        assertThat(road.flush(LONG)).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        held.countDown();
        assertThat(road.close(LONG).delivered()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void onceClosedNothingIsRecordedAndAFlushSaysWhetherAllLeft() {
        DeliveryRoad road = road();
        record(road, 2, Delivery.DEFERRED);
        TracingStats last = road.close(LONG);
        record(road, 3, Delivery.ASYNC);

        assertThat(last.recorded()).isEqualTo(2);
        assertThat(last.delivered()).isEqualTo(2);
        assertThat(road.stats()).isSameAs(last);
        assertThat(CompletableFuture.supplyAsync(() -> road.close(LONG)))
                .succeedsWithin(LONG)
                .isSameAs(last);
        assertThat(road.flush(LONG)).isTrue();
        assertThat(road.health().state()).isEqualTo(TracingHealth.State.CLOSED);
        assertThat(road.check().passed()).isFalse();
        assertThat(lines()).filteredOn(line -> line.contains("closed")).hasSize(1);
    }

    @Test
    void aStoreThatOutlivesTheRoadMayKeepWhatAFlushThenDeniesToHaveLeft() {
        hold();
        FaultyStore persistent = new FaultyStore();
        persistent.persistent = true;
        TracingConfig config = TracingConfig.builder()
                .endpoint("http://127.0.0.1:" + server.getPort() + "/events")
                .uploadInterval(NEVER)
                .build();
        Endpoint opened = Endpoint.open(ClientManager.shared(), config, "test");
        DeliveryRoad keeping = new DeliveryRoad(config, new FakeFormat(10), opened, persistent, registry, logger);
        record(keeping, 2, Delivery.DEFERRED);

        assertThat(keeping.close(Duration.ZERO).stored()).isEqualTo(2);
        assertThat(keeping.flush(LONG)).isFalse();
    }

    @Test
    void itsEndpointEndsWithIt() {
        DeliveryRoad road = road();
        record(road, 1, Delivery.ASYNC);
        road.close(LONG);

        Endpoint closed = endpoint;
        assertThat(closed.post(FakeFormat.ENVELOPE, List.of(), Runnable::run))
                .succeedsWithin(LONG)
                .asString()
                .contains("closed");
    }

    @Test
    void whatIsUnderWayWhenItClosesIsCancelled() {
        hold();
        DeliveryRoad road = road();
        record(road, 1, Delivery.ASYNC);
        await().until(() -> server.getRequestCount() > 0);

        assertThat(road.close(Duration.ZERO).dropped()).containsEntry("closed", 1L);
        await().until(() -> threads("telltale-courier-").isEmpty());
    }

    @Test
    void itsMetersAreThereWithItAndGoWithIt() {
        DeliveryRoad road = road();
        record(road, 2, Delivery.ASYNC);
        road.flush(LONG);

        assertThat(registry.get("telltale.log.delivery").timer().count()).isEqualTo(2);
        assertThat(registry.get("telltale.store.events").tag("tracer", "orders").gauge())
                .isNotNull();
        assertThat(registry.find("okhttp.pool.connection.count").gauges()).isNotEmpty();
        road.close(LONG);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void whatIsPausedSendsNothingAndLetsNobodyWaitUntilItIsResumed() {
        hold();
        DeliveryRoad road = road();
        CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> record(road, 1, Delivery.SYNC));
        await().until(() -> server.getRequestCount() > 0);
        assertThat(road.isPaused()).isFalse();
        road.pause();

        assertThat(caller).as("the courier heeds it at once").succeedsWithin(LONG);
        assertThat(road.isPaused()).isTrue();
        assertThat(road.health().state()).isEqualTo(TracingHealth.State.PAUSED);
        held.countDown();
        await().until(() -> road.stats().delivered() == 1);
        record(road, 2, Delivery.ASYNC);
        await().until(() -> store.size() == 2);
        road.resume();
        await().until(() -> road.stats().delivered() == 3);
        assertThat(road.isPaused()).isFalse();
    }

    @Test
    void aRoadThatClosesPausedSaysSo() {
        DeliveryRoad road = road();
        road.pause();
        record(road, 1, Delivery.ASYNC);

        assertThat(road.close(LONG).dropped()).containsEntry("closed", 1L);
        assertThat(lines()).anyMatch(line -> line.startsWith("Tracing is closed while sending is paused"));
    }

    @Test
    void anEndpointThatFailsShowsInItsHealth() {
        status = 500;
        DeliveryRoad road = road();
        assertThat(road.health().whatToCheck()).isNull();
        record(road, 1, Delivery.ASYNC);
        await().until(() -> road.health().state() == TracingHealth.State.FAILING);

        assertThat(road.health().breaker()).isEqualTo("open");
        assertThat(road.health().whatToCheck()).isNotEmpty();
        await().until(() -> road.health().storeFill() == 0.1);
        assertThat(road.health().oldestUndelivered()).isPositive();

        status = 200;
        hold();
        CompletableFuture<Boolean> flush = CompletableFuture.supplyAsync(() -> road.flush(LONG));
        await().until(() -> road.health().breaker().equals("half-open"));
        held.countDown();
        assertThat(flush).succeedsWithin(LONG).isEqualTo(true);
        assertThat(road.health().whatToCheck()).isNull();
    }

    @Test
    void aStoreUnderPressureIsWarnedOfAndSampledWhereThatIsAskedFor() {
        DeliveryRoad road =
                road(settings -> settings.storePressure(Pressure.SAMPLE).uploadInterval(OFTEN), NEVER);
        road.pause();
        record(road, 10, Delivery.ASYNC);
        await().until(() -> store.size() == 10);
        record(road, 1, Delivery.ASYNC);

        await().until(() -> road.stats().dropped().containsKey("sampled_under_pressure"));
        await().until(() -> lines().stream().anyMatch(line -> line.contains("%")));
    }

    @Test
    void withoutPressureNothingIsSampled() {
        DeliveryRoad road = road();
        road.pause();
        record(road, 10, Delivery.ASYNC);
        await().until(() -> store.size() == 10);
        record(road, 1, Delivery.ASYNC);

        await().until(() -> !road.stats().dropped().isEmpty());
        assertThat(road.stats().dropped()).containsOnlyKeys("store_full");
    }

    @Test
    void whatItIsToldOfIsLogged() {
        DeliveryRoad road = road(settings -> settings.uploadInterval(OFTEN), NEVER);
        road.trouble(new IllegalStateException("of the proxy"));

        await().until(() -> lines().stream().anyMatch(line -> line.contains("IllegalStateException")));
    }

    @Test
    void itsThreadsAreDaemons() {
        status = 503;
        DeliveryRoad road = road(
                settings ->
                        settings.retryMaxAttempts(5).retryInitialBackoff(LONG).retryMaxBackoff(LONG),
                NEVER);
        record(road, 1, Delivery.ASYNC);
        await().until(() -> server.getRequestCount() == 1);

        await().until(() -> !threads("telltale-retry-").isEmpty());
        assertThat(threads("telltale-")).allMatch(Thread::isDaemon);
        road.close(Duration.ZERO);
        await().until(() -> threads("telltale-retry-").isEmpty());
    }

    /** Those of this test's roads. */
    private List<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name) && !others.contains(thread))
                .toList();
    }

    @Test
    void aRenewedCertificateLetsWhatWaitsLeaveThroughAnOpenBreaker(@TempDir Path directory) throws Exception {
        HeldCertificate old = PemDirectory.authority("the old CA");
        HeldCertificate next = PemDirectory.authority("the next CA");
        PemDirectory files = new PemDirectory(directory);
        Path trusted = files.certificates("ca.pem", old);
        MockWebServer secured = secured(next);
        try (secured) {
            DeliveryRoad road = road(
                    settings -> settings.endpoint("https://127.0.0.1:" + secured.getPort() + "/events")
                            .sslCertPath(trusted),
                    Duration.ofMillis(10));
            record(road, 1, Delivery.ASYNC);
            await().until(() -> road.health().breaker().equals("open"));

            files.certificates("ca.pem", next);
            await().until(() -> road.stats().delivered() == 1);
            assertThat(lines()).anyMatch(line -> line.contains("TELLTALE_SSL_CERT_PATH"));
            assertThat(registry.find("okhttp.pool.connection.count").gauges())
                    .as("of the pool in use")
                    .anyMatch(gauge -> gauge.value() > 0);
        }
    }

    /** A file system that hangs, as a network's does when its server is gone: whoever opens the pipe waits for a writer. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aHangingFileUnderTheCertificatesHoldsUpNeitherARetryNorTheEnd(@TempDir Path directory) throws Exception {
        HeldCertificate authority = PemDirectory.authority("the CA");
        Path trusted = new PemDirectory(directory).certificates("ca.pem", authority);
        MockWebServer secured = secured(authority);
        try (secured) {
            DeliveryRoad road = road(
                    settings -> settings.endpoint("https://127.0.0.1:" + secured.getPort() + "/events")
                            .sslCertPath(trusted)
                            .retryMaxAttempts(100)
                            .breakerMaxFailures(100)
                            .retryInitialBackoff(Duration.ofMillis(1)),
                    Duration.ofMillis(1));
            Path pipe = directory.resolve("pipe");
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            Files.move(pipe, trusted, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> threads("telltale-housekeeping-").stream().anyMatch(DeliveryRoadTest::isOpeningAFile));

            status = 503;
            record(road, 1, Delivery.ASYNC);
            await().until(() -> secured.getRequestCount() > 1);
            status = 200;
            await().until(() -> road.stats().delivered() == 1);
            road.close(LONG);
        } finally {
            Files.write(trusted, new byte[0]); // the reader waits for this
        }
    }

    private static boolean isOpeningAFile(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("open0"));
    }

    private MockWebServer secured(HeldCertificate authority) throws IOException {
        MockWebServer secured = new MockWebServer();
        secured.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(PemDirectory.leaf(authority, "127.0.0.1"))
                .build()
                .sslSocketFactory());
        secured.setDispatcher(server.getDispatcher());
        secured.start(InetAddress.getLoopbackAddress(), 0);
        return secured;
    }
}
