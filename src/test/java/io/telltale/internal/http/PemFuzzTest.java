package io.telltale.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.telltale.Mutations;
import io.telltale.TracingConfig;
import io.telltale.TracingConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the PEM files hold: they are an identity, or every problem names a variable and its file and shows no key. */
class PemFuzzTest {
    private static final HeldCertificate AUTHORITY = PemDirectory.authority("the private CA");
    private static final HeldCertificate CLIENT = PemDirectory.leaf(AUTHORITY, "orders");
    private static final String ENDPOINT = "http://localhost:4318/v1/traces";

    /** As many characters of a key in a row are more than chance. */
    private static final String REVEALING = "[A-Za-z0-9+/=]{16}";

    @TempDir
    static Path directory;

    @FuzzTest
    void aProblemNamesTheFileAndShowsNoneOfIt(byte[] data) {
        byte[] content = withMaterial(data);
        Path fuzzed = write("fuzzed.pem", content);
        Path certificate = write("client.pem", CLIENT.certificatePem().getBytes(ISO_8859_1));
        Path key = write("client.key", CLIENT.privateKeyPkcs8Pem().getBytes(ISO_8859_1));
        TracingConfig.Builder config = TracingConfig.builder().endpoint(ENDPOINT);
        check("TELLTALE_SSL_CERT_PATH", fuzzed, content, config.sslCertPath(fuzzed));
        config = TracingConfig.builder().endpoint(ENDPOINT);
        check(
                "TELLTALE_CLIENT_CERT_PATH",
                fuzzed,
                content,
                config.clientCertPath(fuzzed).clientKeyPath(key));
        config = TracingConfig.builder().endpoint(ENDPOINT);
        check(
                "TELLTALE_CLIENT_KEY_PATH",
                fuzzed,
                content,
                config.clientCertPath(certificate).clientKeyPath(fuzzed));
    }

    @Test
    void theSameOfChangedFiles() {
        List<byte[]> seeds = Mutations.corpus(PemFuzzTest.class, "aProblemNamesTheFileAndShowsNoneOfIt").stream()
                .map(PemFuzzTest::withMaterial)
                .toList();
        Mutations.of(seeds, 500, this::aProblemNamesTheFileAndShowsNoneOfIt);
    }

    private static void check(String variable, Path file, byte[] content, TracingConfig.Builder config) {
        try {
            TlsIdentity.read(config.build());
        } catch (TracingConfigException e) {
            assertThat(e.problems())
                    .isNotEmpty()
                    .allSatisfy(problem ->
                            assertThat(problem).startsWith("TELLTALE_").containsAnyOf(variable, file.toString()));
            for (String line : new String(content, ISO_8859_1).split("\n")) {
                if (line.matches(REVEALING + ".*")) {
                    assertThat(e.getMessage()).doesNotContain(line.substring(0, 16));
                }
            }
        }
    }

    /** A corpus keeps no key: {@code {KEY}} and {@code {CERT}} stand for ones that are made for the test. */
    private static byte[] withMaterial(byte[] data) {
        return new String(data, ISO_8859_1)
                .replace("{CERT}", CLIENT.certificatePem())
                .replace("{KEY}", CLIENT.privateKeyPkcs8Pem())
                .getBytes(ISO_8859_1);
    }

    private static Path write(String name, byte[] content) {
        try {
            return Files.write(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
