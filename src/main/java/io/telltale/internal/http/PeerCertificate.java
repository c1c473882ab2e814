package io.telltale.internal.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a certificate says of itself, true or not. Immutable.
 *
 * @param hosts the names and addresses that it stands for (RFC 6125)
 */
public record PeerCertificate(String subject, String issuer, Instant from, Instant until, List<String> hosts) {
    // Kinds of subject alternative names (RFC 5280, section 4.2.1.6).
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private static final int LONGEST_NAME = 60;

    static PeerCertificate of(X509Certificate certificate) {
        return new PeerCertificate(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                hosts(certificate));
    }

    /** Subject and issuer, as far as they fit into a line of the log: whoever made the certificate chose them. */
    public String inShort() {
        return shortened(subject) + ", issued by " + shortened(issuer);
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }

    private static List<String> hosts(X509Certificate certificate) {
        List<String> hosts = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                Object kind = name.get(0);
                if (kind.equals(DNS_NAME) || kind.equals(IP_ADDRESS)) {
                    hosts.add(String.valueOf(name.get(1)));
                }
            }
        } catch (CertificateParsingException unreadable) {
            return List.of(); // nor can the client read them: it stands for no host
        }
        return List.copyOf(hosts);
    }
}
