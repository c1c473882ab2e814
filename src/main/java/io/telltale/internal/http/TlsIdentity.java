package io.telltale.internal.http;

import io.telltale.TracingConfig;
import io.telltale.TracingConfigException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import okhttp3.tls.Certificates;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts and who it is. Immutable.
 *
 * <p>Known by the content of its files: a new certificate behind the same path is another identity, which must not share
 * an {@code SSLContext} with the old one, since that would resume the old one's sessions.
 *
 * @param fingerprint of the files' content; empty for the JVM's own trust and no client certificate
 * @param handshakes null where nothing is encrypted
 */
record TlsIdentity(String fingerprint, @Nullable Handshakes handshakes) {
    /** Nobody's, for plain http: loading the JVM's CAs would be a quarter of the time that a start takes. */
    static final TlsIdentity NONE = new TlsIdentity("none", null);

    private static final byte[] PROBE = {1, 2, 3, 4, 5, 6, 7, 8};

    /**
     * Reads the files that {@code config} names; where its endpoint is plain http they are checked, and unused.
     *
     * @throws TracingConfigException naming every problem of every file
     */
    static TlsIdentity read(TracingConfig config) {
        List<String> problems = new ArrayList<>();
        PemFiles files = PemFiles.read(config, problems);
        TlsIdentity identity = of(files, isPlain(config.endpoint()), problems);
        if (identity == null) {
            throw new TracingConfigException(problems);
        }
        return identity;
    }

    /**
     * Reads the files again.
     *
     * @return null if their content is what {@code current} was made of
     * @throws TracingConfigException naming every problem of every file
     */
    static @Nullable TlsIdentity readIfChanged(TracingConfig config, TlsIdentity current) {
        List<String> problems = new ArrayList<>();
        PemFiles files = PemFiles.read(config, problems);
        if (problems.isEmpty() && files.fingerprint().equals(current.fingerprint())) {
            return null;
        }
        TlsIdentity identity = of(files, /* isPlain= */ false, problems);
        if (identity == null) {
            throw new TracingConfigException(problems);
        }
        return identity;
    }

    /** Null where there are problems. */
    private static @Nullable TlsIdentity of(PemFiles files, boolean isPlain, List<String> problems) {
        HandshakeCertificates.Builder builder = new HandshakeCertificates.Builder();
        trust(files.ca(), builder, problems);
        X509Certificate own = present(files.cert(), files.key(), builder, problems);
        if (!problems.isEmpty()) {
            return null;
        }
        if (isPlain) {
            return NONE;
        }
        if (files.ca() == null) {
            builder.addPlatformTrustedCertificates();
        }
        HandshakeCertificates made = builder.build();
        return new TlsIdentity(
                files.fingerprint(),
                new Handshakes(new ServerTrust(made.trustManager()), new ClientKeys(made.keyManager(), own)));
    }

    private static boolean isPlain(@Nullable URI endpoint) {
        return endpoint != null && "http".equalsIgnoreCase(endpoint.getScheme());
    }

    /** What is new since {@code before}, in a sentence. */
    String sinceThen(TlsIdentity before) {
        String files = String.join(", ", PemFiles.changed(before.fingerprint, fingerprint));
        PeerCertificate own = handshakes == null ? null : handshakes.keys().own();
        return files
                + (own == null
                        ? ""
                        : "; the client's certificate is " + own.inShort() + ", valid until " + own.until());
    }

    /** The fingerprint alone. */
    @Override
    public String toString() {
        return "TlsIdentity[" + fingerprint + "]";
    }

    private static void trust(@Nullable PemFile ca, HandshakeCertificates.Builder builder, List<String> problems) {
        if (ca != null) {
            ca.certificates(problems).forEach(builder::addTrustedCertificate);
        }
    }

    /** The client's certificate; null where there is none. */
    private static @Nullable X509Certificate present(
            @Nullable PemFile cert,
            @Nullable PemFile key,
            HandshakeCertificates.Builder builder,
            List<String> problems) {
        List<X509Certificate> chain = cert == null ? List.of() : cert.certificates(problems);
        String keyBlock = key == null ? null : key.privateKey(problems);
        if (chain.isEmpty() || key == null || keyBlock == null) {
            return null;
        }
        HeldCertificate held = hold(chain.get(0), keyBlock);
        if (held == null) {
            problems.add(key.problem("is not the key of the certificate that TELLTALE_CLIENT_CERT_PATH names:"
                    + " an RSA or EC key in PKCS#8 that belongs to that file's first certificate is needed."));
        } else {
            builder.heldCertificate(held, chain.subList(1, chain.size()).toArray(X509Certificate[]::new));
        }
        return chain.get(0);
    }

    /** Null unless the key is the certificate's. */
    private static @Nullable HeldCertificate hold(X509Certificate certificate, String keyBlock) {
        try {
            HeldCertificate held = HeldCertificate.decode(Certificates.certificatePem(certificate) + "\n" + keyBlock);
            return belongTogether(held) ? held : null;
        } catch (IllegalArgumentException | GeneralSecurityException undecodable) {
            // The caller's sentence names the file; the exception's message could show part of the key.
            return null;
        }
    }

    private static boolean belongTogether(HeldCertificate held) throws GeneralSecurityException {
        PrivateKey key = held.keyPair().getPrivate();
        Signature signature =
                Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(held.certificate().getPublicKey());
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
