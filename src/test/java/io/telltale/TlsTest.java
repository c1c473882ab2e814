package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS from PEM files, configured as an operator does it: by the names of variables alone. */
class TlsTest {
    private static final HeldCertificate CA = new HeldCertificate.Builder()
            .certificateAuthority(1)
            .commonName("A private CA")
            .build();

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @TempDir
    private Path files;

    private final LogLines log = new LogLines();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void configure() throws IOException {
        environment.putAll(Map.of(
                "TELLTALE_SERVICE_NAME", "orders",
                "TELLTALE_API_KEY", Scene.API_KEY,
                "TELLTALE_CAPTURE", "all",
                "TELLTALE_SHUTDOWN_HOOK", "false",
                "TELLTALE_UPLOAD_INTERVAL", "50ms",
                "TELLTALE_RETRY_MAX_ATTEMPTS", "1"));
        environment.put("TELLTALE_SSL_CERT_PATH", file("ca.pem", CA.certificatePem()));
    }

    @AfterEach
    void noSecretWasLogged() {
        log.close();
        assertThat(log.all()).noneMatch(line -> line.contains(Scene.API_KEY) || line.contains(Scene.PAYLOAD));
    }

    @Test
    void aPrivateAuthorityIsTrusted() {
        serve("localhost", false);

        try (Tracing tracing = start()) {
            assertThat(tracing.flush(Scene.LONG)).isTrue();
            assertThat(tracing.stats().delivered()).isEqualTo(1);
        }
    }

    @Test
    void theNamesWithoutPrefixDoTheSameAndTheLogSaysWhichWereUsed() {
        environment.put("SSL_CERT_PATH", environment.remove("TELLTALE_SSL_CERT_PATH"));
        serve("localhost", false);

        try (Tracing tracing = start()) {
            assertThat(tracing.flush(Scene.LONG)).isTrue();
            assertThat(log.containing("SSL_CERT_PATH").get(0)).doesNotContain("TELLTALE_SSL_CERT_PATH");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void aClientShowsItsCertificate(String kind) throws IOException {
        HeldCertificate client = client(kind);
        environment.put("TELLTALE_CLIENT_CERT_PATH", file("client.pem", client.certificatePem()));
        environment.put("TELLTALE_CLIENT_KEY_PATH", file("client.key", client.privateKeyPkcs8Pem()));
        serve("localhost", true);

        try (Tracing tracing = start()) {
            assertThat(tracing.flush(Scene.LONG)).isTrue();
            assertThat(tracing.stats().delivered()).isEqualTo(1);
        }
    }

    @Test
    void withoutACertificateAServerThatWantsOneIsNotReached() {
        serve("localhost", true);

        assertStoredWithAHint("TELLTALE_CLIENT_CERT_PATH");
    }

    @Test
    void anotherHostsCertificateIsRefused() {
        serve("another.example", false);

        assertStoredWithAHint("TELLTALE_");
        assertThat(log.containing("localhost")).isNotEmpty();
    }

    @Test
    void anAuthorityThatNobodyNamedIsRefused() throws IOException {
        HeldCertificate other =
                new HeldCertificate.Builder().certificateAuthority(1).build();
        environment.put("TELLTALE_SSL_CERT_PATH", file("other.pem", other.certificatePem()));
        serve("localhost", false);

        assertStoredWithAHint("TELLTALE_SSL_CERT_PATH");
    }

    /** Takes some ten seconds: that is how often the files are looked at. */
    @Test
    @Tag("full")
    void anAuthorityThatIsRenewedIsTrustedWithoutARestart() throws IOException {
        HeldCertificate before =
                new HeldCertificate.Builder().certificateAuthority(1).build();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        file("ca.pem", before.certificatePem());
        serve("localhost", false);

        try (Tracing tracing = start(registry)) {
            Scene.eventually().until(() -> tracing.stats().stored() == 1);
            file("ca.pem", CA.certificatePem());

            Scene.eventually().until(() -> tracing.stats().delivered() == 1);
            assertThat(log.containing("Certificates were renewed"))
                    .singleElement(STRING)
                    .contains("TELLTALE_SSL_CERT_PATH");
            assertThat(registry.get("okhttp.pool.connection.count").gauges().stream()
                            .mapToDouble(Gauge::value)
                            .sum())
                    .as("connections of the pool in use")
                    .isEqualTo(1);
        }
    }

    private void assertStoredWithAHint(String variable) {
        try (Tracing tracing = start()) {
            Scene.eventually().until(() -> tracing.health().state() == TracingHealth.State.FAILING);
            Scene.eventually().until(() -> tracing.stats().stored() == 1);

            assertThat(server.getRequestCount()).isZero();
            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line).startsWith("WARN").contains(variable));
            assertThat(tracing.health().whatToCheck()).contains(variable);
            tracing.close(Duration.ZERO);
        }
    }

    private Tracing start() {
        return start(new SimpleMeterRegistry());
    }

    private Tracing start(MeterRegistry registry) {
        environment.put("TELLTALE_ENDPOINT", "https://localhost:" + server.getPort() + "/events");
        Tracing tracing = Tracing.builder(TracingConfig.from(environment))
                .meterRegistry(registry)
                .build();
        tracing.trace(Orders.class, new Orders.Simple()).place(1, Scene.PAYLOAD);
        return tracing;
    }

    private void serve(String host, boolean mutual) {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .signedBy(CA)
                .addSubjectAlternativeName(host)
                .build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(CA.certificate())
                .build()
                .sslSocketFactory());
        if (mutual) {
            server.requireClientAuth();
        }
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder().code(200).build());
        }
    }

    private static HeldCertificate client(String kind) {
        HeldCertificate.Builder client =
                new HeldCertificate.Builder().signedBy(CA).commonName("orders");
        return (kind.equals("RSA") ? client.rsa2048() : client.ecdsa256()).build();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(files.resolve(name), content).toString();
    }
}
