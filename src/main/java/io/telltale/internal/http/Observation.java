package io.telltale.internal.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Watches one request go through its stages, over a connection of its own: with a pooled one there would be nothing to
 * see. Thread-safe: OkHttp races connections on threads of its own.
 */
final class Observation extends EventListener {
    private final ConnectionPool pool = new ConnectionPool(0, 1, TimeUnit.NANOSECONDS);

    // Guarded by this.
    private @Nullable CertificateWitness witness;
    private Stages.@Nullable Lookup lookup;
    private Stages.@Nullable Connection tried;
    private Stages.@Nullable Connection opened;
    private @Nullable String tlsVersion;
    private boolean secured;
    private Duration securing = Duration.ZERO;
    private @Nullable String redirect;
    private Duration answering = Duration.ZERO;
    private long stageBegan = System.nanoTime();

    /**
     * {@code client}, watched: the same names, proxies, trust and identity.
     *
     * @param handshakes what the client makes its hand-shakes with; null where nothing is encrypted
     * @throws IllegalStateException if the JVM can't make a TLS context
     */
    synchronized OkHttpClient watching(OkHttpClient client, @Nullable Handshakes handshakes) {
        OkHttpClient.Builder watched =
                client.newBuilder().connectionPool(pool).eventListener(new AnswerListener().plus(this));
        if (handshakes != null) {
            CertificateWitness judge = new CertificateWitness(handshakes.trust());
            witness = judge;
            // The client's own context would resume a session, in which no certificate is shown.
            watched.sslSocketFactory(handshakes.sockets(judge), judge);
        }
        return watched.build();
    }

    /** What was seen, now that the request has ended so. */
    Stages end(HttpAnswer answer) {
        pool.evictAll();
        return stages(answer);
    }

    private synchronized Stages stages(HttpAnswer answer) {
        return new Stages(lookup, opened == null ? tried : opened, tls(), answer, redirect, answering, witness != null);
    }

    private Stages.@Nullable Tls tls() {
        X509Certificate shown = witness == null ? null : witness.shown();
        PeerCertificate certificate = shown == null ? null : PeerCertificate.of(shown);
        return secured || certificate != null ? new Stages.Tls(tlsVersion, certificate, securing) : null;
    }

    @Override
    public synchronized void dnsStart(Call call, String domainName) {
        lookup = new Stages.Lookup(domainName, null, Duration.ZERO);
        stageBegan = System.nanoTime();
    }

    @Override
    public synchronized void dnsEnd(Call call, String domainName, List<InetAddress> inetAddressList) {
        List<String> addresses =
                inetAddressList.stream().map(InetAddress::getHostAddress).toList();
        lookup = new Stages.Lookup(domainName, addresses, sinceStage());
    }

    @Override
    public synchronized void connectStart(Call call, InetSocketAddress inetSocketAddress, Proxy proxy) {
        tried = connection(inetSocketAddress, proxy, false, Duration.ZERO);
        stageBegan = System.nanoTime();
    }

    @Override
    public synchronized void secureConnectStart(Call call) {
        Stages.Connection plain = tried;
        if (plain != null) {
            opened = new Stages.Connection(plain.address(), plain.isToProxy(), true, sinceStage());
        }
        secured = true;
        stageBegan = System.nanoTime();
    }

    @Override
    public synchronized void secureConnectEnd(Call call, @Nullable Handshake handshake) {
        tlsVersion = handshake == null ? null : handshake.tlsVersion().javaName();
        securing = sinceStage();
    }

    @Override
    public synchronized void connectEnd(
            Call call, InetSocketAddress inetSocketAddress, Proxy proxy, @Nullable Protocol protocol) {
        if (!secured) {
            opened = connection(inetSocketAddress, proxy, true, sinceStage());
        }
    }

    @Override
    public synchronized void requestHeadersStart(Call call) {
        stageBegan = System.nanoTime();
    }

    @Override
    public synchronized void responseHeadersEnd(Call call, Response response) {
        answering = sinceStage();
        String location = response.isRedirect() ? response.header("Location") : null;
        HttpUrl target = location == null ? null : response.request().url().resolve(location);
        redirect = target == null
                ? null
                : target.scheme() + "://" + target.host() + ":" + target.port() + target.encodedPath();
    }

    private static Stages.Connection connection(InetSocketAddress to, Proxy proxy, boolean isOpen, Duration took) {
        return new Stages.Connection(address(to), proxy.type() != Proxy.Type.DIRECT, isOpen, took);
    }

    private Duration sinceStage() {
        return Duration.ofNanos(System.nanoTime() - stageBegan);
    }

    private static String address(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        String host = resolved == null ? address.getHostString() : resolved.getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
