package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.telltale.TracingConfig;
import io.telltale.internal.http.ClientManager;
import io.telltale.internal.http.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {
    private static final HeldCertificate OLD = certificate("old", Duration.ofDays(30));
    private static final HeldCertificate NEW = certificate("new", Duration.ofDays(60));

    @TempDir
    Path files;

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("io.telltale");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicInteger renewals = new AtomicInteger();
    private Instant now = Instant.now();
    private long nanos;
    private Endpoint endpoint;
    private CertificateWatch watch;

    @BeforeEach
    void open() throws Exception {
        lines.setContext(context);
        lines.start();
        logger.addAppender(lines);
        write(OLD);
        endpoint = open("https");
        InstantSource clock = () -> now;
        DeliveryLog log = new DeliveryLog(logger, () -> nanos);
        watch = new CertificateWatch(endpoint, log, clock, renewals::incrementAndGet);
    }

    /** So much later that the log would tell a repeat. */
    private void look() {
        nanos += Duration.ofMinutes(10).toNanos();
        watch.look();
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private Endpoint open(String scheme) {
        TracingConfig config = TracingConfig.builder()
                .endpoint(scheme + "://127.0.0.1:9/")
                .clientCertPath(files.resolve("client.pem"))
                .clientKeyPath(files.resolve("client.key"))
                .build();
        return Endpoint.open(ClientManager.shared(), config, "telltale-java/1.2.3");
    }

    private static HeldCertificate certificate(String name, Duration left) {
        long from = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
        return new HeldCertificate.Builder()
                .commonName(name)
                .validityInterval(from, System.currentTimeMillis() + left.toMillis())
                .build();
    }

    private void write(HeldCertificate held) throws Exception {
        Files.writeString(files.resolve("client.pem"), held.certificatePem());
        Files.writeString(files.resolve("client.key"), held.privateKeyPkcs8Pem());
    }

    private List<String> lines() {
        return lines.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    @Test
    void aRenewalIsOneLineThatSaysWhoseCertificateItIs() throws Exception {
        look();
        assertThat(lines()).isEmpty();
        write(NEW);

        look();
        look();

        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith(Level.INFO.toString())
                .contains("TELLTALE_CLIENT_CERT_PATH", "CN=new", "valid until");
        assertThat(renewals).hasValue(1);
    }

    @Test
    void aBrokenFileIsOneWarningAsLongAsItIsBrokenInThatWay() throws Exception {
        Files.writeString(files.resolve("client.key"), "torn");

        look();
        look();
        look();

        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith(Level.WARN.toString())
                .contains("TELLTALE_CLIENT_KEY_PATH=" + files.resolve("client.key"), "previous", "stay in use")
                .doesNotContain("torn");
        assertThat(renewals).hasValue(0);

        write(NEW);
        look();
        assertThat(lines()).hasSize(2);
        assertThat(renewals).hasValue(1);
    }

    @Test
    void aClientCertificateNearItsEndIsWarnedOfOnce() throws Exception {
        now = now.plus(Duration.ofDays(25));

        look();
        look();

        assertThat(lines()).singleElement().asString().startsWith("WARN").contains("will expire", "CN=old");
        write(NEW);
        look();
        assertThat(lines()).hasSize(2);
    }

    @Test
    void filesAreLookedAtUntilTheSchedulerIsShutDown() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        watch.start(scheduler, Duration.ofMillis(10));
        write(NEW);

        await().atMost(Duration.ofSeconds(20)).until(() -> renewals.get() == 1);
        scheduler.shutdownNow();
    }

    @Test
    void withoutTlsNothingIsLookedAt() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Endpoint plain = open("http")) {
            new CertificateWatch(plain, new DeliveryLog(logger, System::nanoTime), InstantSource.system(), () -> {})
                    .start(scheduler, Duration.ofDays(1));
            assertThat(scheduler.shutdownNow()).isEmpty();
        }
    }
}
