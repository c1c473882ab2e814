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
        /** Hand-shake failed. */
        TLS,
        TIMEOUT,
        /** Connection lost, or an answer cut off or malformed, or the request cancelled. */
        IO,
        /** No thread could be had for the request. */
        EXECUTOR
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
