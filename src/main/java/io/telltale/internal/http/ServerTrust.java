package io.telltale.internal.http;

import io.telltale.internal.http.HttpAnswer.Fault;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.function.Predicate;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Leaves to another whether to trust a server, and says in a {@link Refusal} what is wrong with one that is not. */
final class ServerTrust implements X509TrustManager {
    private final X509TrustManager judge;

    ServerTrust(X509TrustManager judge) {
        this.judge = judge;
    }

    /** A certificate that is not trusted, and why. */
    static final class Refusal extends CertificateException {
        private static final long serialVersionUID = 1L;

        private final Fault fault;

        private Refusal(Fault fault, String words, CertificateException cause) {
            super(words, cause);
            this.fault = fault;
        }

        Fault fault() {
            return fault;
        }

        /** The refusal that a failure comes from; null where it comes from something else. */
        static @Nullable Refusal in(Throwable failure) {
            return cause(failure, Refusal.class);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            judge.checkServerTrusted(chain, authType);
        } catch (CertificateException refused) {
            throw chain.length == 0 ? refused : refusal(chain, refused);
        }
    }

    private static Refusal refusal(X509Certificate[] chain, CertificateException refused) {
        Instant now = Instant.now();
        if (cause(refused, CertificateExpiredException.class) != null) {
            PeerCertificate expired = first(chain, each -> each.until().isBefore(now));
            return new Refusal(
                    Fault.CERTIFICATE_EXPIRED, "since " + expired.until() + ": " + expired.inShort(), refused);
        }
        if (cause(refused, CertificateNotYetValidException.class) != null) {
            PeerCertificate early = first(chain, each -> each.from().isAfter(now));
            return new Refusal(
                    Fault.CERTIFICATE_NOT_YET_VALID, "valid from " + early.from() + ": " + early.inShort(), refused);
        }
        return new Refusal(
                Fault.CERTIFICATE_UNTRUSTED,
                PeerCertificate.of(chain[0]).inShort() + "; last of its chain: "
                        + PeerCertificate.of(chain[chain.length - 1]).inShort(),
                refused);
    }

    /** The first of which that is true, or else the server's own. */
    private static PeerCertificate first(X509Certificate[] chain, Predicate<PeerCertificate> isAtFault) {
        for (X509Certificate each : chain) {
            PeerCertificate shown = PeerCertificate.of(each);
            if (isAtFault.test(shown)) {
                return shown;
            }
        }
        return PeerCertificate.of(chain[0]);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> kind) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return kind.cast(each);
            }
        }
        return null;
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
