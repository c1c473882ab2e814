package io.telltale.internal.http;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What hand-shakes are made with. Thread-safe.
 *
 * @param trust judges servers
 * @param keys say who the client is
 */
record Handshakes(X509TrustManager trust, ClientKeys keys) {
    /**
     * Sockets of a context of their own, which resume no other's sessions.
     *
     * @param judge {@link #trust}, or one that leaves the judgement to it
     * @throws IllegalStateException if the JVM can't make a TLS context
     */
    SSLSocketFactory sockets(X509TrustManager judge) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {judge}, /* random= */ null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException unavailable) {
            throw new IllegalStateException("no TLS context", unavailable);
        }
    }
}
