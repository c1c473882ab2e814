package io.telltale.internal.http;

import static io.telltale.internal.http.PemDirectory.authority;
import static io.telltale.internal.http.PemDirectory.leaf;
import static io.telltale.internal.http.PemDirectory.rsaLeaf;
import static io.telltale.internal.http.Posts.await;
import static io.telltale.internal.http.Posts.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TracingConfig;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Dns;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTlsTest {
    private static final String HOST = "127.0.0.1";
    private static final HeldCertificate AUTHORITY = authority("the private CA");
    private static final HeldCertificate STRANGER = authority("another CA");

    @TempDir
    Path directory;

    private final ClientManager clients = new ClientManager(Dns.SYSTEM);
    private final MockWebServer server = new MockWebServer();
    private PemDirectory files;

    @BeforeEach
    void prepare() {
        files = new PemDirectory(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void serve(HeldCertificate certificate) throws Exception {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build()
                .sslSocketFactory());
        server.enqueue(new MockResponse.Builder().code(200).build());
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    private TracingConfig.Builder toServer() {
        return TracingConfig.builder().endpoint("https://" + HOST + ":" + server.getPort() + "/events");
    }

    private HttpAnswer answerTo(TracingConfig.Builder config) throws Exception {
        try (Endpoint endpoint = Endpoint.open(clients, config.build(), "telltale-java/1.2.3")) {
            return await(post(endpoint, "1"));
        }
    }

    @Test
    void aServerOfThePrivateCaIsTrusted() throws Exception {
        serve(leaf(AUTHORITY, HOST));

        HttpAnswer answer = answerTo(toServer().sslCertPath(files.certificates("ca.pem", AUTHORITY)));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aFileMayHoldSeveralCas() throws Exception {
        serve(rsaLeaf(AUTHORITY, HOST));

        HttpAnswer answer = answerTo(toServer().sslCertPath(files.certificates("ca.pem", STRANGER, AUTHORITY)));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void withoutTheFileAPrivateCaIsNotTrusted() throws Exception {
        serve(leaf(AUTHORITY, HOST));

        assertThat(answerTo(toServer()).fault()).isEqualTo(Fault.CERTIFICATE_UNTRUSTED);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void theFileReplacesTheJvmsCas() throws Exception {
        Path ca = files.certificates("ca.pem", AUTHORITY);

        X509Certificate[] trusted = TlsIdentity.read(
                        TracingConfig.builder().sslCertPath(ca).build())
                .handshakes()
                .trust()
                .getAcceptedIssuers();

        assertThat(trusted).containsExactly(AUTHORITY.certificate());
    }

    @Test
    void aServerOfAnotherCaIsNotTrusted() throws Exception {
        serve(leaf(STRANGER, HOST));

        HttpAnswer answer = answerTo(toServer().sslCertPath(files.certificates("ca.pem", AUTHORITY)));

        assertThat(answer.fault()).isEqualTo(Fault.CERTIFICATE_UNTRUSTED);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aCertificateForAnotherHostIsNotAccepted() throws Exception {
        serve(leaf(AUTHORITY, "elsewhere.example"));

        HttpAnswer answer = answerTo(toServer().sslCertPath(files.certificates("ca.pem", AUTHORITY)));

        assertThat(answer.fault()).isEqualTo(Fault.CERTIFICATE_OF_ANOTHER_HOST);
        assertThat(answer.detail()).contains("not verified", "for elsewhere.example");
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void aClientIsKnownByItsCertificate(String algorithm) throws Exception {
        HeldCertificate client = algorithm.equals("EC") ? leaf(AUTHORITY, "orders") : rsaLeaf(AUTHORITY, "orders");
        server.requireClientAuth();
        serve(leaf(AUTHORITY, HOST));

        HttpAnswer answer = answerTo(toServer()
                .sslCertPath(files.certificates("ca.pem", AUTHORITY))
                .clientCertPath(files.certificates("client.pem", client, AUTHORITY))
                .clientKeyPath(files.key("client.key", client)));

        assertThat(client.keyPair().getPrivate().getAlgorithm()).isEqualTo(algorithm);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(server.takeRequest().getHandshake().peerPrincipal()).hasToString("CN=orders");
    }

    @Test
    void anIntermediateInTheClientsFileIsSentAlong() throws Exception {
        HeldCertificate root = authority("root");
        HeldCertificate intermediate = new HeldCertificate.Builder()
                .commonName("intermediate")
                .certificateAuthority(0)
                .signedBy(root)
                .build();
        HeldCertificate client = leaf(intermediate, "orders");
        server.requireClientAuth();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(leaf(AUTHORITY, HOST))
                .addTrustedCertificate(root.certificate())
                .build()
                .sslSocketFactory());
        server.enqueue(new MockResponse.Builder().code(200).build());
        server.start(InetAddress.getLoopbackAddress(), 0);

        HttpAnswer answer = answerTo(toServer()
                .sslCertPath(files.certificates("ca.pem", AUTHORITY))
                .clientCertPath(files.certificates("client.pem", client, intermediate))
                .clientKeyPath(files.key("client.key", client)));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aServerThatAsksForACertificateGetsNoRequestWithoutOne() throws Exception {
        server.requireClientAuth();
        // With TLS 1.3 the refusal comes after the client's hand-shake is done, as an alert or a reset, whichever is
        // first.
        serve(leaf(AUTHORITY, HOST));

        HttpAnswer answer = answerTo(toServer().sslCertPath(files.certificates("ca.pem", AUTHORITY)));

        assertThat(answer.fault()).isEqualTo(Fault.CLIENT_CERTIFICATE_MISSING);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aClientCertificateOfAnotherCaIsRefused() throws Exception {
        HeldCertificate client = leaf(STRANGER, "orders");
        server.requireClientAuth();
        serve(leaf(AUTHORITY, HOST));

        HttpAnswer answer = answerTo(toServer()
                .sslCertPath(files.certificates("ca.pem", AUTHORITY))
                .clientCertPath(files.certificates("client.pem", client))
                .clientKeyPath(files.key("client.key", client)));

        assertThat(answer.fault()).isEqualTo(Fault.CLIENT_CERTIFICATE_REFUSED);
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 503})
    void overHttp2AFailureIsSeenOnceToo(int status) throws Exception {
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Retry-After", "0")
                .build());
        serve(leaf(AUTHORITY, HOST));

        HttpAnswer answer = answerTo(toServer().sslCertPath(files.certificates("ca.pem", AUTHORITY)));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/2");
    }
}
