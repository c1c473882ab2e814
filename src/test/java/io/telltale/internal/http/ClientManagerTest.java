package io.telltale.internal.http;

import static io.telltale.internal.http.Posts.await;
import static io.telltale.internal.http.Posts.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TracingConfig;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientManagerTest {
    @TempDir
    Path directory;

    private final ClientManager clients = new ClientManager(Dns.SYSTEM);
    private final MockWebServer server = new MockWebServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static TracingConfig config(int connections) {
        return TracingConfig.builder().maxConnections(connections).build();
    }

    private static ThreadPoolExecutor threads(ClientManager.Lease lease) {
        return (ThreadPoolExecutor) lease.client().dispatcher().executorService();
    }

    @Test
    void tracingsOfOneIdentityShareAClientAndItsPool() {
        ClientManager.Lease one = clients.acquire(config(4));
        ClientManager.Lease other = clients.acquire(config(2));

        assertThat(one.client()).isSameAs(other.client());
        assertThat(one.connectionPool()).isSameAs(other.connectionPool());
    }

    @Test
    void aFileWithOtherContentBehindTheSamePathIsAnotherClient() throws Exception {
        PemDirectory files = new PemDirectory(directory);
        TracingConfig config = TracingConfig.builder()
                .sslCertPath(files.certificates("ca.pem", PemDirectory.authority("old")))
                .build();
        ClientManager.Lease before = clients.acquire(config);
        ClientManager.Lease same = clients.acquire(config);
        files.certificates("ca.pem", PemDirectory.authority("new"));
        ClientManager.Lease after = clients.acquire(config);

        assertThat(before.client()).isSameAs(same.client());
        assertThat(after.client()).isNotSameAs(before.client());
        assertThat(after.connectionPool()).isNotSameAs(before.connectionPool());
    }

    @Test
    void thereAreAsManyThreadsAsLeasesHaveConnections() {
        ClientManager.Lease four = clients.acquire(config(4));
        ClientManager.Lease two = clients.acquire(config(2));
        assertThat(threads(four).getMaximumPoolSize()).isEqualTo(6);

        four.close();

        assertThat(threads(two).getMaximumPoolSize()).isEqualTo(2);
        assertThat(threads(two).getCorePoolSize()).isEqualTo(2);
    }

    @Test
    void theLastLeaseEndsConnectionsAndThreads() throws Exception {
        server.enqueue(new MockResponse.Builder().code(200).build());
        server.start(InetAddress.getLoopbackAddress(), 0);
        TracingConfig config = TracingConfig.builder()
                .endpoint("http://127.0.0.1:" + server.getPort() + "/")
                .build();
        ClientManager.Lease bystander = clients.acquire(config);
        Endpoint endpoint = Endpoint.open(clients, config, "telltale-java/1.2.3");
        await(post(endpoint, "1"));
        ExecutorService threads = threads(bystander);

        endpoint.close();
        endpoint.close();
        assertThat(threads.isShutdown()).isFalse();
        assertThat(bystander.connectionPool().connectionCount()).isEqualTo(1);

        bystander.close();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(bystander.connectionPool().connectionCount()).isZero();
        assertThat(clients.acquire(config).client()).isNotSameAs(bystander.client());
    }

    @Test
    void aLeaseClosedTwiceEndsOneShareOnly() {
        ClientManager.Lease one = clients.acquire(config(1));
        ClientManager.Lease other = clients.acquire(config(1));

        one.close();
        one.close();

        assertThat(threads(other).isShutdown()).isFalse();
    }

    @Test
    void leasesTakenAndClosedByManyThreadsNeverGiveAnEndedClient() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        List<Throwable> troubles = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            workers.add(done);
            new Thread(() -> {
                        try {
                            together.await(20, TimeUnit.SECONDS);
                            for (int round = 0; round < 200; round++) {
                                try (ClientManager.Lease lease = clients.acquire(config(1))) {
                                    assertThat(threads(lease).isShutdown()).isFalse();
                                }
                            }
                        } catch (Exception | AssertionError trouble) {
                            troubles.add(trouble);
                        } finally {
                            done.complete(null);
                        }
                    })
                    .start();
        }
        for (CompletableFuture<Void> worker : workers) {
            worker.get(60, TimeUnit.SECONDS);
        }

        assertThat(troubles).isEmpty();
    }

    @Test
    void threadsAreNamedDaemons() throws Exception {
        ClientManager.Lease lease = clients.acquire(config(1));

        Thread thread = threads(lease).submit(Thread::currentThread).get(20, TimeUnit.SECONDS);

        assertThat(thread.getName()).matches("telltale-http-\\d+");
        assertThat(thread.isDaemon()).isTrue();
        lease.close();
    }

    @Test
    void socketsDoNotWaitForAcknowledgements() throws Exception {
        server.enqueue(new MockResponse.Builder().code(200).build());
        server.start(InetAddress.getLoopbackAddress(), 0);
        BlockingQueue<Boolean> noDelay = new LinkedBlockingQueue<>();
        ClientManager.Lease lease = clients.acquire(config(1));
        EventListener watcher = new EventListener() {
            @Override
            public void connectionAcquired(Call call, Connection connection) {
                Socket socket = connection.socket();
                try {
                    noDelay.add(socket.getTcpNoDelay());
                } catch (SocketException closed) {
                    noDelay.add(false);
                }
            }
        };
        Request request = new Request.Builder()
                .url("http://127.0.0.1:" + server.getPort() + "/")
                .build();

        try (Response response = lease.client()
                .newBuilder()
                .eventListener(watcher)
                .build()
                .newCall(request)
                .execute()) {
            assertThat(noDelay.take()).isTrue();
        }
        lease.close();
    }

    @Test
    void aClientKeepsNoCookiesNoCacheAndFollowsNothing() {
        ClientManager.Lease lease = clients.acquire(config(1));

        assertThat(lease.client().cache()).isNull();
        assertThat(lease.client().cookieJar()).isSameAs(CookieJar.NO_COOKIES);
        assertThat(lease.client().authenticator()).isSameAs(Authenticator.NONE);
        assertThat(lease.client().followRedirects()).isFalse();
        assertThat(lease.client().followSslRedirects()).isFalse();
    }
}
