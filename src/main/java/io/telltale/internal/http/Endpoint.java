package io.telltale.internal.http;

import static java.util.Objects.requireNonNull;

import io.telltale.Compression;
import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import io.telltale.TracingConfig;
import io.telltale.TracingConfigException;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * One tracing's endpoint: its address, headers and time-outs over a shared client. Thread-safe. Bounds no requests: who
 * posts says how many are under way, at most {@code TELLTALE_MAX_CONNECTIONS}.
 */
public final class Endpoint implements AutoCloseable {
    private final ClientManager clients;
    private final URI address;
    private final TracingConfig config;
    private final String userAgent;
    private final String origin;
    private final String path;
    private final boolean compress;
    private final List<String> warnings;
    private final UnderWay underWay;

    /** What further requests are made over. Written under the lock of this, and not once closed; read by any thread. */
    private volatile Line line;

    /** Goes from false to true once, by {@link #close} under the lock of this. */
    private volatile boolean closed;

    /** What requests are made with. */
    record Wire(OkHttpClient client, HttpUrl url, Headers headers) {}

    private Endpoint(ClientManager clients, URI address, TracingConfig config, String userAgent) {
        this.clients = clients;
        this.line = line(clients.acquire(config), address, config, userAgent);
        this.address = address;
        this.config = config;
        this.userAgent = userAgent;
        this.origin = origin(address);
        this.path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        this.compress = config.compression() == Compression.GZIP;
        this.underWay = new UnderWay(config.requestTimeout());
        this.warnings = EndpointWarnings.of(address, config);
    }

    private static Line line(ClientManager.Lease lease, URI address, TracingConfig config, String userAgent) {
        return new Line(lease, Ahead.of(() -> wire(lease, address, config, userAgent), lease.threads()));
    }

    private static Wire wire(ClientManager.Lease lease, URI address, TracingConfig config, String userAgent) {
        HttpUrl url = requireNonNull(HttpUrl.get(address), "an address that the configuration allows");
        Headers headers = headers(config, userAgent);
        OkHttpClient client = lease.client()
                .newBuilder()
                .connectTimeout(config.connectTimeout())
                // What is under way has one bound for a whole attempt; OkHttp's 10 s on each read and write would cut
                // longer ones.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
        return new Wire(client, url, headers);
    }

    private static String origin(URI address) {
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        int usualPort = scheme.equals("https") ? 443 : 80;
        int port = address.getPort() < 0 ? usualPort : address.getPort();
        return scheme + "://" + address.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }

    /**
     * Leases a client of {@code clients} and addresses it to {@code config}'s endpoint.
     *
     * @param config with an endpoint
     * @param userAgent such as {@code telltale-java/1.0}
     * @throws TracingConfigException naming every problem of the PEM files
     */
    public static Endpoint open(ClientManager clients, TracingConfig config, String userAgent) {
        URI address = requireNonNull(config.endpoint(), "endpoint");
        return new Endpoint(clients, address, config, userAgent);
    }

    /**
     * Posts events in one request. Returns at once and never throws; the future never completes exceptionally, and it
     * completes within {@code TELLTALE_REQUEST_TIMEOUT}, on a thread that must not be held: one of {@code threads}, or the
     * JVM's timer.
     *
     * @param events of this envelope, at least one; not changed until the future completes
     * @param threads where the request is made and its answer waited for; {@link #threads} if not on one's own
     */
    public CompletableFuture<HttpAnswer> post(Envelope envelope, List<EncodedEvent> events, Executor threads) {
        return post(envelope, events, threads, null);
    }

    /**
     * Posts events as {@link #post} does, on one of {@link #threads} and over a connection of its own, and tells what was
     * seen on the way.
     */
    public CompletableFuture<Stages> observe(Envelope envelope, List<EncodedEvent> events) {
        Observation observation = new Observation();
        return post(envelope, events, threads(), observation).thenApply(observation::end);
    }

    private CompletableFuture<HttpAnswer> post(
            Envelope envelope, List<EncodedEvent> events, Executor threads, @Nullable Observation observation) {
        Line used = enter();
        if (used == null) {
            return CompletableFuture.completedFuture(HttpAnswer.none(Fault.IO, origin + ": closed"));
        }
        HttpExchange exchange;
        try {
            Call call = call(used, new EventsBody(envelope, events, compress), observation);
            exchange = new HttpExchange(call, origin, used.keys());
        } catch (RuntimeException unsendable) {
            // Headers and address were checked at the start; an envelope from a foreign store may still surprise.
            used.leave();
            return CompletableFuture.completedFuture(HttpAnswer.none(
                    Fault.IO,
                    origin + ": no request could be made: "
                            + unsendable.getClass().getSimpleName()));
        }
        underWay.add(exchange);
        CompletableFuture<HttpAnswer> answer = exchange.send(threads, () -> {
            underWay.remove(exchange);
            used.leave();
        });
        if (closed) {
            // It may have come too late for close to see it.
            exchange.cancel("closed");
        }
        return answer;
    }

    /** The line to use, to be left; null once closed. */
    private @Nullable Line enter() {
        while (!closed) {
            Line current = line;
            if (current.enter()) {
                return current;
            }
        }
        return null;
    }

    /** The client's threads, as many as its tracings may have requests under way; after a renewal those of the new one. */
    public Executor threads() {
        return this::execute;
    }

    private void execute(Runnable work) {
        Line used = enter();
        if (used == null) {
            throw new RejectedExecutionException("closed");
        }
        try {
            used.threads().execute(work);
        } finally {
            used.leave();
        }
    }

    /** Whether there are files that may be renewed. */
    public boolean isRenewable() {
        return line.identity().handshakes() != null
                && (config.sslCertPath() != null || config.clientCertPath() != null || config.clientKeyPath() != null);
    }

    /**
     * Reads the PEM files again and makes every further request with what they hold by now; requests under way end as they
     * began, and then the old connections. Reads files: not on a thread that somebody waits for. One call at a time.
     *
     * @return what is new, in a sentence; null where nothing is
     * @throws TracingConfigException naming every problem of the files; all stays as it was then
     */
    public @Nullable String renew() {
        Line old = line;
        TlsIdentity fresh = TlsIdentity.readIfChanged(config, old.identity());
        if (fresh == null) {
            return null;
        }
        Line next = line(clients.acquire(fresh, config.maxConnections()), address, config, userAgent);
        if (!replaceBy(next)) {
            next.leave();
            return null;
        }
        old.leave();
        return fresh.sinceThen(old.identity());
    }

    private synchronized boolean replaceBy(Line next) {
        if (!closed) {
            line = next;
        }
        return !closed;
    }

    /** The certificate by which the client is known now; null where it has none. */
    public @Nullable PeerCertificate clientCertificate() {
        ClientKeys keys = line.keys();
        return keys == null ? null : keys.own();
    }

    /** Ends this tracing's requests under way, and no other's: their futures complete with {@link Fault#IO}. */
    public void cancelAll() {
        underWay.cancelAll("cancelled");
    }

    /** Sentences to log once: what is allowed here but most likely not meant. */
    public List<String> warnings() {
        return warnings;
    }

    /** {@code words} of somebody else's, with what may not be shown of key, headers and query taken out. */
    public String withoutSecrets(String words) {
        return new Secrets(address, config).takenOutOf(words);
    }

    /** The shared pool, for meters; one object for all tracings of a TLS identity, and another after a renewal. */
    public ConnectionPool connectionPool() {
        return line.connectionPool();
    }

    /** Cancels what is under way and gives the client back; the second call does nothing, a later post fails. */
    @Override
    public void close() {
        if (isFirstClose()) {
            cancelAll();
            line.leave();
        }
    }

    private synchronized boolean isFirstClose() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Its address as it may be shown: a query may carry a key. */
    @Override
    public String toString() {
        return origin + path;
    }

    private static Call call(Line used, EventsBody body, @Nullable Observation observation) {
        Wire made = used.wire();
        OkHttpClient client = observation == null
                ? made.client()
                : observation.watching(made.client(), used.identity().handshakes());
        Request.Builder request =
                new Request.Builder().url(made.url()).headers(made.headers()).post(body);
        if (body.isCompressed()) {
            request.header("Content-Encoding", "gzip");
        }
        return client.newCall(request.build());
    }

    private static Headers headers(TracingConfig config, String userAgent) {
        Headers.Builder headers = new Headers.Builder()
                .set("User-Agent", userAgent)
                // OkHttp would ask for gzip and inflate whatever claims to be that: an answer is short, or a bomb, and
                // one that makes the claim in vain would pass for none.
                .set("Accept-Encoding", "identity");
        if (config.apiKey() != null) {
            headers.set("Authorization", "Bearer " + config.apiKey());
        }
        // Last, since what a user says explicitly wins.
        config.headers().forEach(headers::set);
        return headers.build();
    }
}
