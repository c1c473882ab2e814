package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hand-shake that fails says why: in the log, in what health says, and in a check. */
class TlsSentencesTest {
    private static final HeldCertificate CA = authority("A private CA");
    private static final HeldCertificate STRANGER = authority("Somebody else");
    private static final Duration DAY = Duration.ofDays(1);

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @TempDir
    private Path files;

    private static HeldCertificate authority(String name) {
        return new HeldCertificate.Builder()
                .certificateAuthority(1)
                .commonName(name)
                .build();
    }

    private static HeldCertificate certificate(HeldCertificate by, String host, long fromDay, long untilDay) {
        long now = System.currentTimeMillis();
        return new HeldCertificate.Builder()
                .signedBy(by)
                .commonName(host)
                .addSubjectAlternativeName(host)
                .validityInterval(now + fromDay * DAY.toMillis(), now + untilDay * DAY.toMillis())
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "expired, certificate has expired, since 20, check this machine's clock",
        "early, is not valid yet, valid from 20, check this machine's clock",
        "another host, is for another host, another.example, TELLTALE_ENDPOINT",
        "another CA, signed by a CA that is not trusted, CN=Somebody else, TELLTALE_SSL_CERT_PATH",
    })
    void aServerThatIsNotTrusted(String fault, String what, String detail, String remedy) throws Exception {
        switch (fault) {
            case "expired" -> serve(certificate(CA, "localhost", -2, -1), "TLSv1.3");
            case "early" -> serve(certificate(CA, "localhost", 1, 2), "TLSv1.3");
            case "another host" -> serve(certificate(CA, "another.example", -1, 1), "TLSv1.3");
            default -> serve(certificate(STRANGER, "localhost", -1, 1), "TLSv1.3");
        }
        assertSaid(settings(), what, detail, remedy);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void aServerThatMissesAClientCertificate(String version) throws Exception {
        serve(certificate(CA, "localhost", -1, 1), version);
        server.requireClientAuth();

        assertSaid(
                settings(),
                "asks for a client certificate, and none is configured",
                "localhost",
                "TELLTALE_CLIENT_CERT_PATH and TELLTALE_CLIENT_KEY_PATH");
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, valid until",
        "TLSv1.3, valid until",
        "TLSv1.2, expired since",
        "TLSv1.3, expired since",
    })
    void aServerThatRefusesTheClientsCertificate(String version, String standing) throws Exception {
        boolean expired = standing.startsWith("expired");
        HeldCertificate client = certificate(expired ? CA : STRANGER, "orders", -2, expired ? -1 : 1);
        serve(certificate(CA, "localhost", -1, 1), version);
        server.requireClientAuth();

        assertSaid(
                settings()
                        .clientCertPath(file("client.pem", client.certificatePem()))
                        .clientKeyPath(file("client.key", client.privateKeyPkcs8Pem())),
                "refuses the client's certificate (" + standing,
                "CN=orders",
                "TELLTALE_CLIENT_CERT_PATH");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "HTTP/1.1 400 Bad Request, does not speak TLS, let it begin with http",
        "alert protocol_version, speaks no version of TLS that this JVM allows, TLS 1.2 or 1.3",
    })
    void aServerThatAnswersAHandShakeInItsOwnWay(String answer, String what, String remedy) throws Exception {
        // RFC 8446, sections 5.1 and 6: an alert, of TLS 1.2 on the wire, 2 bytes, fatal, protocol_version
        byte[] bytes = answer.startsWith("HTTP")
                ? (answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)
                : new byte[] {21, 3, 3, 0, 2, 2, 70};
        try (ServerSocket port = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerEach(port, bytes));
            answering.setDaemon(true);
            answering.start();

            assertSaid(
                    settings().endpoint("https://localhost:" + port.getLocalPort() + "/events"),
                    what,
                    "localhost",
                    remedy);
        }
    }

    private static void answerEach(ServerSocket port, byte[] answer) {
        while (!port.isClosed()) {
            try (Socket connection = port.accept()) {
                connection.getOutputStream().write(answer);
                connection.shutdownOutput();
                connection.getInputStream().readAllBytes(); // a reset would reach the client before the answer
            } catch (IOException closed) {
                // The client's end of it, or the test's.
            }
        }
    }

    private void assertSaid(TracingConfig.Builder settings, String what, String detail, String remedy) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (LogLines log = new LogLines();
                Tracing tracing = Tracing.builder(settings.build())
                        .meterRegistry(registry)
                        .build()) {
            tracing.trace(Orders.class, new Orders.Simple()).place(1, Scene.PAYLOAD);
            Scene.eventually().until(() -> !log.containing(what).isEmpty());

            TracingHealth health = tracing.health();
            assertThat(health.state()).isEqualTo(TracingHealth.State.FAILING);
            assertThat(health.lastFailure()).contains(what, detail);
            assertThat(health.whatToCheck()).contains(remedy);
            assertThat(log.containing(what)).allSatisfy(line -> assertThat(line).contains(detail, remedy));
            assertThat(registry.find("telltale.log.requests")
                            .tag("outcome", "tls")
                            .timers())
                    .isNotEmpty();
            assertThat(tracing.check().steps()).anySatisfy(step -> {
                assertThat(step.outcome()).isEqualTo(TracingCheck.Outcome.FAILED);
                assertThat(step.seen()).contains(what, detail);
                assertThat(step.remedy()).contains(remedy);
            });
            assertThat(server.getRequestCount()).isZero();
            tracing.close(Duration.ZERO);
        }
    }

    private TracingConfig.Builder settings() throws IOException {
        return TracingConfig.builder()
                .endpoint("https://localhost:" + server.getPort() + "/events")
                .serviceName("orders")
                .retryMaxAttempts(1)
                .uploadInterval(Duration.ofMillis(50))
                .sslCertPath(file("ca.pem", CA.certificatePem()));
    }

    private void serve(HeldCertificate certificate, String version) {
        server.useHttps(new OneVersion(
                new HandshakeCertificates.Builder()
                        .heldCertificate(certificate)
                        .addTrustedCertificate(CA.certificate())
                        .build()
                        .sslSocketFactory(),
                version));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(files.resolve(name), content);
    }

    /** Layers TLS of one version over a socket, which is all that the server asks for. */
    private static final class OneVersion extends SSLSocketFactory {
        private final SSLSocketFactory sockets;
        private final String version;

        OneVersion(SSLSocketFactory sockets, String version) {
            this.sockets = sockets;
            this.version = version;
        }

        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
            SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host, port, autoClose);
            socket.setEnabledProtocols(new String[] {version});
            return socket;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
            throw new UnsupportedOperationException();
        }
    }
}
