package io.telltale.internal.http;

import io.telltale.TraceContext;
import io.telltale.TracingConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/**
 * One pooled OkHttp client per process and TLS identity, and one for plain http, leased to tracings. A client is made
 * with its first lease; with its last one its connections and threads end. Thread-safe.
 */
public final class ClientManager {
    private static final ClientManager SHARED = new ClientManager(Dns.SYSTEM);

    private final Dns dns;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger threadNumber = new AtomicInteger();

    /** By fingerprint; guarded by {@link #lock}. */
    private final Map<String, SharedClient> clients = new HashMap<>();

    /** @param dns by which hosts are looked up */
    ClientManager(Dns dns) {
        this.dns = dns;
    }

    /** The process's own. */
    public static ClientManager shared() {
        return SHARED;
    }

    /**
     * Leases the client of the identity that {@code config}'s PEM files make, as they are now.
     *
     * @throws io.telltale.TracingConfigException naming every problem of every file
     */
    public Lease acquire(TracingConfig config) {
        return acquire(TlsIdentity.read(config), config.maxConnections());
    }

    /** Leases the client of an identity, for so many connections. */
    Lease acquire(TlsIdentity identity, int connections) {
        lock.lock();
        try {
            SharedClient client = clients.computeIfAbsent(
                    identity.fingerprint(), absent -> new SharedClient(identity, dns, this::newThread));
            client.enter(connections);
            return new Lease(identity, client, connections);
        } finally {
            lock.unlock();
        }
    }

    private void release(Lease lease) {
        boolean last;
        lock.lock();
        try {
            last = lease.shared.leave(lease.connections);
            if (last) {
                clients.remove(lease.identity.fingerprint());
            }
        } finally {
            lock.unlock();
        }
        if (last) {
            lease.shared.shutDown();
        }
    }

    private Thread newThread(Runnable work) {
        Runnable untraced = () -> {
            TraceContext.suppress(); // a user's meter registry may call traced services
            work.run();
        };
        Thread thread = new Thread(untraced, "telltale-http-" + threadNumber.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** A share in a client, until closed. */
    public final class Lease implements AutoCloseable {
        private final TlsIdentity identity;
        private final SharedClient shared;
        private final int connections;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(TlsIdentity identity, SharedClient shared, int connections) {
            this.identity = identity;
            this.shared = shared;
            this.connections = connections;
        }

        /** The client; others may use it too. */
        OkHttpClient client() {
            return shared.client();
        }

        /** Whom the client trusts and who it is. */
        TlsIdentity identity() {
            return identity;
        }

        /** The client's threads. */
        Executor threads() {
            return shared.threads();
        }

        /** The pool, for meters; one object for all leases of an identity. */
        public ConnectionPool connectionPool() {
            return client().connectionPool();
        }

        /** Ends the share; the second call does nothing. Calls under way are cancelled if no other share is left. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(this);
            }
        }
    }
}
