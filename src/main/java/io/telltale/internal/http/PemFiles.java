package io.telltale.internal.http;

import io.telltale.TracingConfig;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The three files that a configuration names, as they were when read; null where it names none, or one can't be read. */
record PemFiles(
        @Nullable PemFile ca,
        @Nullable PemFile cert,
        @Nullable PemFile key) {
    static final String CA = "TELLTALE_SSL_CERT_PATH";
    static final String CERT = "TELLTALE_CLIENT_CERT_PATH";
    static final String KEY = "TELLTALE_CLIENT_KEY_PATH";

    private static final List<String> VARIABLES = List.of(CA, CERT, KEY);

    /** Reads them; what can't be read is added to {@code problems}. */
    static PemFiles read(TracingConfig config, List<String> problems) {
        return new PemFiles(
                PemFile.read(CA, config.sslCertPath(), problems),
                PemFile.read(CERT, config.clientCertPath(), problems),
                PemFile.read(KEY, config.clientKeyPath(), problems));
    }

    /** A digest of each file's content, in the order of the variables; empty without files. */
    String fingerprint() {
        return ca == null && cert == null && key == null ? "" : digest(ca) + "." + digest(cert) + "." + digest(key);
    }

    private static String digest(@Nullable PemFile file) {
        return file == null ? "-" : ByteString.encodeUtf8(file.text()).sha256().hex();
    }

    /** The variables whose files' content differs between two fingerprints. */
    static List<String> changed(String before, String after) {
        String[] old = before.split("\\.", -1);
        String[] now = after.split("\\.", -1);
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < VARIABLES.size(); i++) {
            if (i >= old.length || i >= now.length || !old[i].equals(now[i])) {
                changed.add(VARIABLES.get(i));
            }
        }
        return changed;
    }

    /** The digests alone. */
    @Override
    public String toString() {
        return "PemFiles[" + fingerprint() + "]";
    }
}
