package io.telltale.internal.http;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one request, stage by stage, up to where it came. Immutable.
 *
 * @param lookup null where an address was given, not a name
 * @param connection the last one that was taken, or else the last one tried; null where none was
 * @param tls null where nothing is encrypted, or it did not come so far
 * @param answer what came back
 * @param redirect where a redirect points to, without its query; null without one
 * @param took from the request's first byte to the answer's head; zero where none came
 * @param isEncrypted whether the address asks for TLS
 */
public record Stages(
        @Nullable Lookup lookup,
        @Nullable Connection connection,
        @Nullable Tls tls,
        HttpAnswer answer,
        @Nullable String redirect,
        Duration took,
        boolean isEncrypted) {

    /** What a client goes through, in this order. */
    public enum Stage {
        LOOKUP,
        CONNECTION,
        TLS,
        ANSWER
    }

    /**
     * A name that was looked up: the endpoint's, or that of the proxy on the way to it.
     *
     * @param addresses null while there is no answer
     */
    public record Lookup(String name, @Nullable List<String> addresses, Duration took) {}

    /**
     * A connection.
     *
     * @param address with its port
     * @param isToProxy whether it is a proxy's
     * @param isOpen whether the other side took it
     */
    public record Connection(String address, boolean isToProxy, boolean isOpen, Duration took) {}

    /**
     * A TLS hand-shake.
     *
     * @param version such as {@code TLSv1.3}; null where none was agreed on
     * @param certificate the one that the server showed, trusted or not; null where it showed none
     */
    public record Tls(@Nullable String version, @Nullable PeerCertificate certificate, Duration took) {}

    /** Where it ended without an answer; {@link Stage#ANSWER} also where an answer came. */
    public Stage reached() {
        if (answer.fault().isTls()) {
            return Stage.TLS;
        }
        return switch (answer.fault()) {
            case DNS -> Stage.LOOKUP;
            case CONNECT -> Stage.CONNECTION;
            case NONE -> Stage.ANSWER;
            default -> firstUnfinished();
        };
    }

    private Stage firstUnfinished() {
        if (lookup == null ? connection == null : lookup.addresses() == null) {
            return Stage.LOOKUP;
        }
        if (connection == null || !connection.isOpen()) {
            return Stage.CONNECTION;
        }
        return isEncrypted && (tls == null || tls.version() == null) ? Stage.TLS : Stage.ANSWER;
    }
}
