package io.telltale.internal.http;

import static io.telltale.internal.http.PemDirectory.authority;
import static io.telltale.internal.http.PemDirectory.leaf;
import static io.telltale.internal.http.PemDirectory.rsaLeaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telltale.TracingConfig;
import io.telltale.TracingConfigException;
import java.nio.file.Path;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsIdentityTest {
    private static final HeldCertificate AUTHORITY = authority("the private CA");
    private static final HeldCertificate CLIENT = leaf(AUTHORITY, "orders");

    @TempDir
    Path directory;

    private PemDirectory files;

    @BeforeEach
    void prepare() {
        files = new PemDirectory(directory);
    }

    private static List<String> problems(TracingConfig.Builder config) {
        return catchThrowableOfType(TracingConfigException.class, () -> TlsIdentity.read(config.build()))
                .problems();
    }

    private List<String> problemsOfKey(String pem) throws Exception {
        return problems(TracingConfig.builder()
                .clientCertPath(files.certificates("client.pem", CLIENT))
                .clientKeyPath(files.text("client.key", pem)));
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED PRIVATE KEY, is encrypted",
        "RSA PRIVATE KEY, is a PKCS#1 key",
        "EC PRIVATE KEY, is a SEC1 key"
    })
    void aKeyThatIsNoPlainPkcs8IsToldWithTheCommandThatConvertsIt(String label, String what) throws Exception {
        String pem = "-----BEGIN " + label + "-----\nQUJDREVG\n-----END " + label + "-----\n";

        Path key = directory.resolve("client.key");
        assertThat(problemsOfKey(pem))
                .singleElement()
                .asString()
                .startsWith("TELLTALE_CLIENT_KEY_PATH=" + key + " " + what)
                .contains("`openssl pkcs8 -topk8 -nocrypt -in " + key + " -out " + key + ".pkcs8`")
                .doesNotContain("QUJDREVG");
    }

    @Test
    void aKeyOfAnotherCertificateIsToldAsSuch() throws Exception {
        assertThat(problemsOfKey(leaf(AUTHORITY, "another").privateKeyPkcs8Pem()))
                .singleElement()
                .asString()
                .contains("TELLTALE_CLIENT_KEY_PATH=", "is not the key of the certificate");
    }

    @Test
    void aKeyOfAnotherKindIsToldAsSuch() throws Exception {
        assertThat(problemsOfKey(rsaLeaf(AUTHORITY, "another").privateKeyPkcs8Pem()))
                .singleElement()
                .asString()
                .contains("is not the key of the certificate");
    }

    @Test
    void aDamagedKeyIsToldWithoutShowingIt() throws Exception {
        assertThat(problemsOfKey("-----BEGIN PRIVATE KEY-----\nQUJDREVG\n-----END PRIVATE KEY-----\n"))
                .singleElement()
                .asString()
                .contains("is not the key of the certificate")
                .doesNotContain("QUJDREVG");
    }

    @Test
    void twoKeysInOneFileAreOneTooMany() throws Exception {
        assertThat(problemsOfKey(CLIENT.privateKeyPkcs8Pem() + "\n" + CLIENT.privateKeyPkcs8Pem()))
                .singleElement()
                .asString()
                .contains("holds 2 private keys");
    }

    @Test
    void certificateAndKeyMayBeInOneFile() throws Exception {
        Path both = files.text("both.pem", CLIENT.privateKeyPkcs8Pem() + "\n" + CLIENT.certificatePem());

        TlsIdentity identity = TlsIdentity.read(
                TracingConfig.builder().clientCertPath(both).clientKeyPath(both).build());

        assertThat(identity.handshakes().keys().getPrivateKey("private"))
                .isEqualTo(CLIENT.keyPair().getPrivate());
    }

    @Test
    void allProblemsOfAllFilesAreToldTogether() throws Exception {
        Path missing = directory.resolve("missing.pem");
        Path empty = files.text("empty.pem", "nothing here");
        Path damaged = files.text("damaged.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");

        assertThat(problems(TracingConfig.builder()
                        .sslCertPath(missing)
                        .clientCertPath(damaged)
                        .clientKeyPath(empty)))
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .startsWith("TELLTALE_SSL_CERT_PATH=" + missing)
                                .contains("does not exist"),
                        problem -> assertThat(problem)
                                .startsWith("TELLTALE_CLIENT_CERT_PATH=" + damaged)
                                .contains("can't be decoded"),
                        problem -> assertThat(problem)
                                .startsWith("TELLTALE_CLIENT_KEY_PATH=" + empty)
                                .contains("holds no private key"));
    }

    @Test
    void aFileWithoutACertificateIsToldAsSuch() throws Exception {
        assertThat(problems(TracingConfig.builder().sslCertPath(files.text("ca.pem", ""))))
                .singleElement()
                .asString()
                .contains("TELLTALE_SSL_CERT_PATH=", "holds no certificate");
    }

    @Test
    void whatIsNoFileCantBeRead() {
        assertThat(problems(TracingConfig.builder().sslCertPath(directory)))
                .singleElement()
                .asString()
                .contains("TELLTALE_SSL_CERT_PATH=" + directory, "can't be read");
    }

    @Test
    void anIdentityIsItsFilesContentAndShowsNone() throws Exception {
        TlsIdentity one = TlsIdentity.read(TracingConfig.builder()
                .clientCertPath(files.certificates("a.pem", CLIENT))
                .clientKeyPath(files.key("a.key", CLIENT))
                .build());
        TlsIdentity same = TlsIdentity.read(TracingConfig.builder()
                .clientCertPath(files.certificates("b.pem", CLIENT))
                .clientKeyPath(files.key("b.key", CLIENT))
                .build());
        TlsIdentity other = TlsIdentity.read(TracingConfig.builder()
                .sslCertPath(files.certificates("a.pem", CLIENT))
                .build());

        assertThat(one.fingerprint()).isEqualTo(same.fingerprint()).isNotEqualTo(other.fingerprint());
        assertThat(one.toString()).doesNotContain("BEGIN").doesNotContain("orders");
    }
}
