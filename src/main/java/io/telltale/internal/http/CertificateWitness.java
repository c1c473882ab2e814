package io.telltale.internal.http;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Remembers the certificate that a server showed, and leaves to another whether to trust it. Thread-safe. */
final class CertificateWitness implements X509TrustManager {
    private final X509TrustManager judge;

    /** The last one; null before the first. Any thread. */
    private volatile @Nullable X509Certificate shown;

    CertificateWitness(X509TrustManager judge) {
        this.judge = judge;
    }

    @Nullable X509Certificate shown() {
        return shown;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chain.length > 0) {
            shown = chain[0];
        }
        judge.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
