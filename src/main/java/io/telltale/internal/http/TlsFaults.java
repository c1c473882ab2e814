package io.telltale.internal.http;

import io.telltale.internal.http.HttpAnswer.Fault;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Why a hand-shake failed, as far as the client's own side can tell; {@link ClientKeys} knows of the server's. */
final class TlsFaults {
    /** OkHttp's; it begins with the host that was meant. */
    private static final Pattern OTHER_HOST =
            Pattern.compile("Hostname (\\S+) not verified:.*subjectAltNames: \\[(.*)]", Pattern.DOTALL);

    private static final Pattern NO_VERSION = Pattern.compile(
            "fatal alert: protocol_version|No appropriate protocol|protocol version \\S+ is not accepted");
    private static final String NOT_TLS = "Unsupported or unrecognized SSL message";

    private TlsFaults() {}

    /** @param failure of a hand-shake, or of what follows on it */
    static Fault kind(Throwable failure) {
        ServerTrust.Refusal refusal = ServerTrust.Refusal.in(failure);
        if (refusal != null) {
            return refusal.fault();
        }
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SSLPeerUnverifiedException
                && OTHER_HOST.matcher(message).find()) {
            return Fault.CERTIFICATE_OF_ANOTHER_HOST;
        }
        if (message.contains(NOT_TLS)) {
            return Fault.NO_TLS;
        }
        return NO_VERSION.matcher(message).find() ? Fault.TLS_VERSION : Fault.TLS;
    }

    /** What there is to say of a certificate; null where the failure's own words are the best. */
    static @Nullable String words(Throwable failure) {
        ServerTrust.Refusal refusal = ServerTrust.Refusal.in(failure);
        if (refusal != null) {
            return refusal.getMessage();
        }
        Matcher other = OTHER_HOST.matcher(String.valueOf(failure.getMessage()));
        if (!(failure instanceof SSLPeerUnverifiedException) || !other.find()) {
            return null;
        }
        String hosts = other.group(2);
        return "host " + other.group(1) + " not verified, the certificate is for "
                + (hosts.isEmpty() ? "no host" : hosts);
    }
}
