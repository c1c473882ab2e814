package io.telltale.internal.http;

import io.telltale.internal.http.Endpoint.Wire;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * A lease as one endpoint uses it, until another takes its place: it is given back when it is retired and its last request
 * has ended. Thread-safe.
 */
final class Line {
    private final ClientManager.Lease lease;
    private final Ahead<Wire> wire;

    /** Requests under way, and one until it is retired; at zero it is at its end. */
    private final AtomicInteger users = new AtomicInteger(1);

    Line(ClientManager.Lease lease, Ahead<Wire> wire) {
        this.lease = lease;
        this.wire = wire;
    }

    /** Begins a use, to be ended by {@link #leave}; false where it is at its end. */
    boolean enter() {
        return users.getAndUpdate(now -> now == 0 ? 0 : now + 1) > 0;
    }

    /** Ends a use, or, once, its being the one that is used. */
    void leave() {
        if (users.decrementAndGet() == 0) {
            lease.close();
        }
    }

    Wire wire() {
        return wire.get();
    }

    TlsIdentity identity() {
        return lease.identity();
    }

    @Nullable ClientKeys keys() {
        Handshakes handshakes = identity().handshakes();
        return handshakes == null ? null : handshakes.keys();
    }

    Executor threads() {
        return lease.threads();
    }

    ConnectionPool connectionPool() {
        return lease.connectionPool();
    }
}
