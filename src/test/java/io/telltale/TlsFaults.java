package io.telltale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Hand-shakes that fail until the receiver's certificate is mended. */
final class TlsFaults {
    private static final HeldCertificate CA =
            new HeldCertificate.Builder().certificateAuthority(1).build();
    private static final SSLSocketFactory GOOD = sockets(certificate("127.0.0.1", CA));

    private TlsFaults() {}

    static List<Fault<?>> all() {
        HeldCertificate stranger =
                new HeldCertificate.Builder().certificateAuthority(1).build();
        return List.of(
                showing("another host's certificate", sockets(certificate("another.example", CA)), false),
                showing("another CA's certificate", sockets(certificate("127.0.0.1", stranger)), false),
                showing("an expired certificate", sockets(expired()), false),
                showing("a client certificate is asked for", GOOD, true),
                showing("plain http where TLS is expected", null, false));
    }

    private static Fault<Collector> showing(String name, SSLSocketFactory sockets, boolean wantsClientCertificate) {
        return Fault.of("TLS", name, TlsFaults::receiver, receiver -> {
                    receiver.secure(sockets, wantsClientCertificate);
                    return () -> receiver.secure(GOOD, false);
                })
                .with(settings -> settings.sslCertPath(authority()));
    }

    private static Collector receiver() {
        Collector receiver = new Collector();
        receiver.secure(GOOD, false);
        return receiver;
    }

    private static HeldCertificate certificate(String host, HeldCertificate authority) {
        return new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName(host)
                .build();
    }

    private static HeldCertificate expired() {
        long now = Instant.now().toEpochMilli();
        long day = Duration.ofDays(1).toMillis();
        return new HeldCertificate.Builder()
                .signedBy(CA)
                .addSubjectAlternativeName("127.0.0.1")
                .validityInterval(now - 2 * day, now - day)
                .build();
    }

    private static SSLSocketFactory sockets(HeldCertificate certificate) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(CA.certificate())
                .build()
                .sslSocketFactory();
    }

    private static Path authority() {
        try {
            Path file = Files.createTempFile("authority", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, CA.certificatePem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
