package io.telltale.internal.http;

import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** One OkHttp client with its pool and threads, sized by those who lease it. Guarded by its {@link ClientManager}'s lock. */
final class SharedClient {
    private static final int MOST_IDLE_CONNECTIONS = 64;
    private static final Duration IDLE_CONNECTION = Duration.ofMinutes(1);
    private static final Duration IDLE_THREAD = Duration.ofSeconds(30);
    /** Requests that wait for a thread; one that finds it full fails at once. */
    private static final int MOST_WAITING = 1_024;

    private final ThreadPoolExecutor executor;
    private final Ahead<OkHttpClient> client;

    // Mutable state: guarded by the manager's lock
    private int leases;
    private int connections;

    SharedClient(TlsIdentity identity, Dns dns, ThreadFactory threads) {
        // Threads up to the core size, then a queue: with a SynchronousQueue a call is rejected although the thread
        // that just finished another is about to be free.
        this.executor = new ThreadPoolExecutor(
                1, 1, IDLE_THREAD.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(MOST_WAITING), threads);
        executor.allowCoreThreadTimeOut(true);
        this.client = Ahead.of(() -> client(identity, dns, executor), executor);
    }

    private static OkHttpClient client(TlsIdentity identity, Dns dns, ExecutorService executor) {
        // It only counts calls here, which run on the executor's threads or a courier's own; it has no bound itself.
        Dispatcher dispatcher = new Dispatcher(executor);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .dns(dns)
                .connectionPool(
                        new ConnectionPool(MOST_IDLE_CONNECTIONS, IDLE_CONNECTION.toMillis(), TimeUnit.MILLISECONDS))
                .eventListener(new AnswerListener())
                .followRedirects(false)
                .followSslRedirects(false);
        secure(builder, identity.handshakes());
        return builder.build();
    }

    private static void secure(OkHttpClient.Builder builder, @Nullable Handshakes handshakes) {
        if (handshakes == null) {
            // With a specification for TLS among them OkHttp would load the JVM's CAs.
            builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
            builder.socketFactory(new NoDelaySocketFactory(GatheringSocket::new));
        } else {
            builder.socketFactory(new NoDelaySocketFactory(Socket::new)); // TLS writes records, and says when
            builder.sslSocketFactory(handshakes.sockets(handshakes.trust()), handshakes.trust());
        }
    }

    OkHttpClient client() {
        return client.get();
    }

    Executor threads() {
        return executor;
    }

    void enter(int moreConnections) {
        leases++;
        resize(connections + moreConnections);
    }

    /** Returns whether nobody is left. */
    boolean leave(int fewerConnections) {
        leases--;
        resize(connections - fewerConnections);
        return leases == 0;
    }

    /** Ends connections and threads. Closes sockets, so not under the lock. */
    void shutDown() {
        client().dispatcher().cancelAll();
        executor.shutdown();
        client().connectionPool().evictAll();
    }

    private void resize(int wanted) {
        connections = wanted;
        int threads = Math.max(1, wanted);
        // The maximum must never be below the core size, not even in between.
        if (threads > executor.getMaximumPoolSize()) {
            executor.setMaximumPoolSize(threads);
            executor.setCorePoolSize(threads);
        } else {
            executor.setCorePoolSize(threads);
            executor.setMaximumPoolSize(threads);
        }
    }
}
