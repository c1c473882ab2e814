package io.telltale.internal.http;

import static io.telltale.internal.http.PemDirectory.authority;
import static io.telltale.internal.http.PemDirectory.leaf;
import static io.telltale.internal.http.Posts.await;
import static io.telltale.internal.http.Posts.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.telltale.TracingConfig;
import io.telltale.TracingConfigException;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointRenewalTest {
    private static final String HOST = "127.0.0.1";
    private static final HeldCertificate AUTHORITY = authority("the private CA");
    private static final HeldCertificate NEXT_AUTHORITY = authority("the next CA");
    private static final HeldCertificate OLD = leaf(AUTHORITY, "old");
    private static final HeldCertificate NEW = leaf(AUTHORITY, "new");

    @TempDir
    Path directory;

    private final ClientManager clients = new ClientManager(Dns.SYSTEM);
    private final MockWebServer server = new MockWebServer();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean held;
    private PemDirectory files;
    private Endpoint endpoint;

    @BeforeEach
    void open() throws Exception {
        files = new PemDirectory(directory);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                if (held) {
                    release.await();
                }
                return new MockResponse.Builder().code(200).build();
            }
        });
        server.requestClientAuth();
        show(leaf(AUTHORITY, HOST));
        server.start(InetAddress.getLoopbackAddress(), 0);
        endpoint = Endpoint.open(
                clients,
                TracingConfig.builder()
                        .endpoint("https://" + HOST + ":" + server.getPort() + "/events")
                        .sslCertPath(files.certificates("ca.pem", AUTHORITY))
                        .clientCertPath(files.certificates("client.pem", OLD))
                        .clientKeyPath(files.key("client.key", OLD))
                        .build(),
                "telltale-java/1.2.3");
    }

    @AfterEach
    void close() {
        release.countDown();
        endpoint.close();
        server.close();
    }

    private void show(HeldCertificate certificate) {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build()
                .sslSocketFactory());
    }

    private void arrivesFrom(String client) throws Exception {
        assertThat(await(post(endpoint, "1")).status()).isEqualTo(200);
        RecordedRequest request = server.takeRequest(30, TimeUnit.SECONDS);
        assertThat(request.getHandshake().peerPrincipal()).hasToString("CN=" + client);
    }

    @Test
    void aRenewedClientCertificateIsShownFromTheNextRequestOn() throws Exception {
        arrivesFrom("old");
        files.certificates("client.pem", NEW);
        files.key("client.key", NEW);

        assertThat(endpoint.renew())
                .contains("TELLTALE_CLIENT_CERT_PATH", "TELLTALE_CLIENT_KEY_PATH", "CN=new", "valid until")
                .doesNotContain("TELLTALE_SSL_CERT_PATH");

        arrivesFrom("new");
        arrivesFrom("new");
        assertThat(endpoint.clientCertificate().subject()).isEqualTo("CN=new");
    }

    @Test
    void aCheckShowsTheRenewedCertificateToo() throws Exception {
        files.certificates("client.pem", NEW);
        files.key("client.key", NEW);
        endpoint.renew();

        Stages seen = endpoint.observe(Posts.ENVELOPE, Posts.events("1")).get(30, TimeUnit.SECONDS);

        assertThat(seen.answer().status()).isEqualTo(200);
        assertThat(server.takeRequest().getHandshake().peerPrincipal()).hasToString("CN=new");
    }

    @Test
    void aRenewedAuthorityIsTrustedAndTheOldOneNoMore() throws Exception {
        files.certificates("ca.pem", NEXT_AUTHORITY);
        endpoint.renew();

        assertThat(await(post(endpoint, "1")).fault()).isEqualTo(Fault.CERTIFICATE_UNTRUSTED);
        show(leaf(NEXT_AUTHORITY, HOST));
        assertThat(await(post(endpoint, "1")).status()).isEqualTo(200);
    }

    @Test
    void filesThatAreAsTheyWereRenewNothing() throws Exception {
        ConnectionPool pool = endpoint.connectionPool();
        files.certificates("client.pem", OLD);

        assertThat(endpoint.renew()).isNull();
        assertThat(endpoint.connectionPool()).isSameAs(pool);
    }

    @Test
    void whileTheKeyIsNotYetWrittenTheOldPairIsUsed() throws Exception {
        files.certificates("client.pem", NEW);

        assertThatThrownBy(endpoint::renew)
                .isInstanceOf(TracingConfigException.class)
                .hasMessageContaining("TELLTALE_CLIENT_KEY_PATH");
        arrivesFrom("old");

        files.key("client.key", NEW);
        endpoint.renew();
        arrivesFrom("new");
    }

    @Test
    void aFileThatIsNotWrittenToItsEndIsNotUsed() throws Exception {
        String both = AUTHORITY.certificatePem() + NEXT_AUTHORITY.certificatePem();
        files.text("ca.pem", both.substring(0, both.length() - 60));

        assertThatThrownBy(endpoint::renew).hasMessageContaining("TELLTALE_SSL_CERT_PATH", "within a certificate");
        arrivesFrom("old");
    }

    @Test
    void aRequestUnderWayEndsAsItBegan() throws Exception {
        held = true;
        CompletableFuture<HttpAnswer> answer = post(endpoint, "1");
        assertThat(server.takeRequest(30, TimeUnit.SECONDS)).isNotNull();
        ConnectionPool before = endpoint.connectionPool();
        files.certificates("client.pem", NEW);
        files.key("client.key", NEW);

        endpoint.renew();

        assertThat(before.connectionCount()).isEqualTo(1);
        assertThat(answer).isNotDone();
        release.countDown();
        assertThat(await(answer).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> before.connectionCount() == 0);
    }

    @Test
    void oldConnectionsAndThreadsEnd() throws Exception {
        List<ConnectionPool> pools = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            pools.add(endpoint.connectionPool());
            threads.add(CompletableFuture.supplyAsync(Thread::currentThread, endpoint.threads())
                    .get(30, TimeUnit.SECONDS));
            arrivesFrom(round % 2 == 0 ? "old" : "new");
            HeldCertificate next = round % 2 == 0 ? NEW : OLD;
            files.certificates("client.pem", next);
            files.key("client.key", next);
            assertThat(endpoint.renew()).isNotNull();
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(pools).allMatch(pool -> pool.connectionCount() == 0);
            assertThat(threads).noneMatch(Thread::isAlive);
        });
    }

    @Test
    void onceClosedNothingIsRenewed() throws Exception {
        endpoint.close();
        files.certificates("client.pem", NEW);
        files.key("client.key", NEW);

        assertThat(endpoint.renew()).isNull();
        assertThat(await(post(endpoint, "1")).fault()).isEqualTo(Fault.IO);
    }
}
