package io.telltale.internal.http;

import io.telltale.internal.http.HttpAnswer.Fault;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509KeyManager;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which servers asked for the client's certificate: with TLS 1.3 one that misses it, or refuses it, hangs up after
 * the hand-shake, and nothing in what OkHttp throws need tell. Thread-safe.
 */
final class ClientKeys implements X509KeyManager {
    /** What a server says that does not like the client's certificate; the first is of JDKs that miss one with TLS 1.2. */
    private static final Pattern ALERT = Pattern.compile("fatal alert: (handshake_failure|access_denied|unknown_ca"
            + "|decrypt_error|(bad|unsupported)_certificate|certificate_[a-z]+)");

    private enum Standing {
        /** It asked, and has not answered a request since. */
        ASKED,
        /** It asked, and answers. */
        CONTENT
    }

    private final X509KeyManager keys;
    private final @Nullable PeerCertificate own;

    /** By host and port: as many as there are endpoints. */
    private final Map<String, Standing> servers = new ConcurrentHashMap<>();

    /** @param own null where there is no certificate */
    ClientKeys(X509KeyManager keys, @Nullable X509Certificate own) {
        this.keys = keys;
        this.own = own == null ? null : PeerCertificate.of(own);
    }

    /** The client's certificate; null where there is none. */
    @Nullable PeerCertificate own() {
        return own;
    }

    /** The server answered a request. */
    void answered(HttpUrl server) {
        servers.computeIfPresent(key(server.host(), server.port()), (same, before) -> Standing.CONTENT);
    }

    /** {@code answer}, or what it says of the client's certificate if that is most likely the reason. */
    HttpAnswer judge(HttpAnswer answer, HttpUrl server) {
        Standing standing = servers.get(key(server.host(), server.port()));
        boolean refused =
                answer.fault() == Fault.TLS && ALERT.matcher(answer.detail()).find();
        boolean hungUp = answer.fault() == Fault.TLS || answer.fault() == Fault.IO;
        if (standing == null || !(refused || (hungUp && standing == Standing.ASKED))) {
            return answer;
        }
        if (own == null) {
            return HttpAnswer.none(Fault.CLIENT_CERTIFICATE_MISSING, answer.detail());
        }
        String validity = (own.until().isBefore(Instant.now()) ? "expired since " : "valid until ") + own.until();
        return HttpAnswer.none(
                Fault.CLIENT_CERTIFICATE_REFUSED, validity + ": " + own.inShort() + "; " + answer.detail());
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        SSLSession session = socket instanceof SSLSocket secure ? secure.getHandshakeSession() : null;
        if (session != null) {
            servers.putIfAbsent(key(session.getPeerHost(), session.getPeerPort()), Standing.ASKED);
        }
        return keys.chooseClientAlias(keyTypes, issuers, socket);
    }

    private static String key(String host, int port) {
        return host + ":" + port;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return keys.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.getClientAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // no server
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
