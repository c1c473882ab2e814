package io.telltale.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.tls.Certificates;
import org.jspecify.annotations.Nullable;

/**
 * A PEM file (RFC 7468) that a variable names, as it was when read. What is wrong with it becomes a sentence that names the
 * variable and the path.
 */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \\1-----", Pattern.DOTALL);
    private static final int LARGEST = 4 << 20;

    private final String variable;
    private final Path path;
    private final String text;

    private PemFile(String variable, Path path, String text) {
        this.variable = variable;
        this.path = path;
        this.text = text;
    }

    /** Reads the file; on failure adds to {@code problems} and returns null, as it does for no path. */
    static @Nullable PemFile read(String variable, @Nullable Path path, List<String> problems) {
        if (path == null) {
            return null;
        }
        try {
            if (Files.isRegularFile(path) && Files.size(path) > LARGEST) {
                problems.add(variable + "=" + path + " is larger than " + LARGEST + " bytes: no PEM file.");
                return null;
            }
            return new PemFile(variable, path, Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException missing) {
            problems.add(variable + "=" + path + " does not exist (looked for at " + path.toAbsolutePath() + ").");
        } catch (IOException | SecurityException unreadable) {
            problems.add(variable + "=" + path + " can't be read: "
                    + unreadable.getClass().getSimpleName() + ".");
        }
        return null;
    }

    /** The whole content. */
    String text() {
        return text;
    }

    /** The certificates in their order; when there is none, or a broken one, empty and a problem. */
    List<X509Certificate> certificates(List<String> problems) {
        List<X509Certificate> certificates = new ArrayList<>();
        List<String> blocks = blocks("CERTIFICATE");
        if (text.split("-----BEGIN CERTIFICATE-----", -1).length - 1 > blocks.size()) {
            problems.add(problem("ends within a certificate: it is not written to its end, or damaged."));
            return List.of();
        }
        for (String block : blocks) {
            try {
                certificates.add(Certificates.decodeCertificatePem(block));
            } catch (IllegalArgumentException broken) {
                problems.add(problem("holds a certificate that can't be decoded: the file is damaged."));
                return List.of();
            }
        }
        if (certificates.isEmpty()) {
            problems.add(problem("holds no certificate: a block -----BEGIN CERTIFICATE----- is needed."));
        }
        return certificates;
    }

    /** The block of the one private key in PKCS#8; when there is none, null and a problem with the remedy. */
    @Nullable String privateKey(List<String> problems) {
        List<String> keys = blocks("PRIVATE KEY");
        if (keys.size() == 1) {
            return keys.get(0);
        }
        problems.add(problem(whyNoKey(keys.size())));
        return null;
    }

    /** A sentence about this file. */
    String problem(String what) {
        return variable + "=" + path + " " + what;
    }

    private String whyNoKey(int keys) {
        if (keys > 1) {
            return "holds " + keys + " private keys: leave the one that belongs to the certificate.";
        }
        if (!blocks("ENCRYPTED PRIVATE KEY").isEmpty()) {
            return "is encrypted, and there is nobody to ask for the password: " + remedy();
        }
        if (!blocks("RSA PRIVATE KEY").isEmpty()) {
            return "is a PKCS#1 key (RSA PRIVATE KEY), and PKCS#8 is needed: " + remedy();
        }
        if (!blocks("EC PRIVATE KEY").isEmpty()) {
            return "is a SEC1 key (EC PRIVATE KEY), and PKCS#8 is needed: " + remedy();
        }
        return "holds no private key: a block -----BEGIN PRIVATE KEY----- (PKCS#8) is needed.";
    }

    private String remedy() {
        return "run `openssl pkcs8 -topk8 -nocrypt -in " + path + " -out " + path + ".pkcs8` and let " + variable
                + " name the new file.";
    }

    private List<String> blocks(String label) {
        List<String> found = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(label)) {
                found.add(matcher.group());
            }
        }
        return found;
    }
}
