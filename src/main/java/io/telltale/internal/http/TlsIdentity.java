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
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts and who it is. Immutable.
 *
 * <p>Known by the content of its files: a new certificate behind the same path is another identity, which must not share
 * an {@code SSLContext} with the old one, since that would resume the old one's sessions.
 *
 * @param fingerprint of the files' content; empty for the JVM's own trust and no client certificate
 * @param certificates null where nothing is encrypted
 */
record TlsIdentity(String fingerprint, @Nullable HandshakeCertificates certificates) {
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
        PemFile ca = PemFile.read("TELLTALE_SSL_CERT_PATH", config.sslCertPath(), problems);
        PemFile cert = PemFile.read("TELLTALE_CLIENT_CERT_PATH", config.clientCertPath(), problems);
        PemFile key = PemFile.read("TELLTALE_CLIENT_KEY_PATH", config.clientKeyPath(), problems);

        HandshakeCertificates.Builder builder = new HandshakeCertificates.Builder();
        trust(ca, builder, problems);
        present(cert, key, builder, problems);
        if (!problems.isEmpty()) {
            throw new TracingConfigException(problems);
        }
        if (isPlain(config.endpoint())) {
            return NONE;
        }
        if (ca == null) {
            builder.addPlatformTrustedCertificates();
        }
        return new TlsIdentity(fingerprint(ca, cert, key), builder.build());
    }

    private static boolean isPlain(@Nullable URI endpoint) {
        return endpoint != null && "http".equalsIgnoreCase(endpoint.getScheme());
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

    private static void present(
            @Nullable PemFile cert,
            @Nullable PemFile key,
            HandshakeCertificates.Builder builder,
            List<String> problems) {
        List<X509Certificate> chain = cert == null ? List.of() : cert.certificates(problems);
        String keyBlock = key == null ? null : key.privateKey(problems);
        if (chain.isEmpty() || key == null || keyBlock == null) {
            return;
        }
        HeldCertificate held = hold(chain.get(0), keyBlock);
        if (held == null) {
            problems.add(key.problem("is not the key of the certificate that TELLTALE_CLIENT_CERT_PATH names:"
                    + " an RSA or EC key in PKCS#8 that belongs to that file's first certificate is needed."));
        } else {
            builder.heldCertificate(held, chain.subList(1, chain.size()).toArray(X509Certificate[]::new));
        }
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

    private static String fingerprint(@Nullable PemFile... files) {
        StringBuilder content = new StringBuilder();
        boolean any = false;
        for (PemFile file : files) {
            any |= file != null;
            content.append(file == null ? "-" : file.text()).append('\0');
        }
        return any ? ByteString.encodeUtf8(content.toString()).sha256().hex() : "";
    }
}
