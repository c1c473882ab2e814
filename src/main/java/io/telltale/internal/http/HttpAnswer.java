package io.telltale.internal.http;

import org.jspecify.annotations.Nullable;

/**
 * What came back from one request, read and closed.
 *
 * @param status the HTTP status, or 0 when no complete answer came
 * @param fault why none came; {@link Fault#NONE} with a status
 * @param detail the fault in words, for the log: no payload, no header, no secret; empty with a status
 * @param retryAfter the {@code Retry-After} header as it stands
 * @param date the {@code Date} header as it stands
 * @param body the first bytes of the answer's body, bounded; never null
 */
public record HttpAnswer(
        int status,
        Fault fault,
        String detail,
        @Nullable String retryAfter,
        @Nullable String date,
        byte[] body) {

    private static final byte[] EMPTY = {};

    /** Kinds of failing before an answer, told apart for logs and meters. */
    public enum Fault {
        NONE,
        /** Host name not found. */
        DNS,
        /** Refused or unreachable. */
        CONNECT,
        /** Hand-shake failed, for a reason that is none of the following. */
        TLS,
        /** The server's certificate, or one that it depends on, has expired. */
        CERTIFICATE_EXPIRED,
        CERTIFICATE_NOT_YET_VALID,
        /** The server's certificate is for another host. */
        CERTIFICATE_OF_ANOTHER_HOST,
        /** The server's certificate was signed by a CA that is not trusted. */
        CERTIFICATE_UNTRUSTED,
        /** The server asks for a client certificate, and there is none. */
        CLIENT_CERTIFICATE_MISSING,
        /** The server asks for a client certificate, and not for this one. */
        CLIENT_CERTIFICATE_REFUSED,
        /** What answered was no TLS. */
        NO_TLS,
        /** No version of TLS that both sides speak. */
        TLS_VERSION,
        TIMEOUT,
        /** Connection lost, or an answer cut off or malformed, or the request cancelled. */
        IO,
        /** No thread could be had for the request. */
        EXECUTOR;

        /** Whether the hand-shake failed, for whatever reason. */
        public boolean isTls() {
            return switch (this) {
                case TLS,
                        CERTIFICATE_EXPIRED,
                        CERTIFICATE_NOT_YET_VALID,
                        CERTIFICATE_OF_ANOTHER_HOST,
                        CERTIFICATE_UNTRUSTED,
                        CLIENT_CERTIFICATE_MISSING,
                        CLIENT_CERTIFICATE_REFUSED,
                        NO_TLS,
                        TLS_VERSION -> true;
                case NONE, DNS, CONNECT, TIMEOUT, IO, EXECUTOR -> false;
            };
        }
    }

    /** No answer. */
    static HttpAnswer of(int status) {
        return new HttpAnswer(status, Fault.NONE, "", null, null, EMPTY);
    }

    static HttpAnswer none(Fault fault, String detail) {
        return new HttpAnswer(0, fault, detail, null, null, EMPTY);
    }

    /** Status or fault; never the body. */
    @Override
    public String toString() {
        return fault == Fault.NONE ? "HttpAnswer[" + status + "]" : "HttpAnswer[" + fault + ": " + detail + "]";
    }
}
