package io.telltale.internal.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import okhttp3.tls.HeldCertificate;

/** Certificates of a private CA as PEM files. */
public record PemDirectory(Path directory) {
    public static HeldCertificate authority(String name) {
        return new HeldCertificate.Builder()
                .commonName(name)
                .certificateAuthority(1)
                .build();
    }

    public static HeldCertificate leaf(HeldCertificate authority, String host) {
        return new HeldCertificate.Builder()
                .commonName(host)
                .addSubjectAlternativeName(host)
                .signedBy(authority)
                .build();
    }

    static HeldCertificate rsaLeaf(HeldCertificate authority, String host) {
        return new HeldCertificate.Builder()
                .commonName(host)
                .addSubjectAlternativeName(host)
                .signedBy(authority)
                .rsa2048()
                .build();
    }

    public Path certificates(String name, HeldCertificate... held) throws IOException {
        return text(
                name, Arrays.stream(held).map(HeldCertificate::certificatePem).collect(Collectors.joining("\n")));
    }

    Path key(String name, HeldCertificate held) throws IOException {
        return text(name, held.privateKeyPkcs8Pem());
    }

    Path text(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }
}
