package io.telltale.internal.delivery;

import io.telltale.internal.http.HttpAnswer;

/** Kinds of trouble that an operator is told of: what happened, and which variable to look at. */
enum Trouble {
    DNS("The endpoint's host name was not found", "check TELLTALE_ENDPOINT", true),
    CONNECT(
            "The endpoint refused the connection or can't be reached",
            "check TELLTALE_ENDPOINT and whether the receiver is running",
            true),
    TLS(
            "The TLS hand-shake with the endpoint failed",
            "check TELLTALE_SSL_CERT_PATH (the CA's certificate) and, if the receiver asks for a client certificate,"
                    + " TELLTALE_CLIENT_CERT_PATH and TELLTALE_CLIENT_KEY_PATH",
            true),
    TIMEOUT(
            "The endpoint did not answer in time",
            "look at the receiver's load, or raise TELLTALE_REQUEST_TIMEOUT or TELLTALE_CONNECT_TIMEOUT",
            true),
    CONNECTION_LOST(
            "The connection to the endpoint was lost before its answer was complete",
            // With TLS 1.3 a server that misses the client's certificate hangs up after the hand-shake.
            "look at the receiver and at proxies on the way; if it never works, check TELLTALE_ENDPOINT and, if the"
                    + " receiver asks for a client certificate, TELLTALE_CLIENT_CERT_PATH",
            true),
    NO_THREAD("No thread could be had for a request", "look at the process's limit of threads and memory", true),
    UNAUTHORIZED("The endpoint refused the credentials", "check TELLTALE_API_KEY and TELLTALE_HEADERS", true),
    NOT_FOUND(
            "The endpoint takes no events at this address",
            "check the path of TELLTALE_ENDPOINT, and that TELLTALE_FORMAT is what the receiver takes there",
            true),
    REDIRECT(
            "The endpoint redirects, which is never followed",
            "set TELLTALE_ENDPOINT to the very address that takes events, and check that TELLTALE_FORMAT fits it",
            true),
    THROTTLED(
            "The endpoint asks for fewer requests",
            "events wait in the store meanwhile; if it lasts, raise the receiver's limit or lower TELLTALE_SAMPLE_RATE",
            true),
    SERVER_ERROR("The endpoint failed", "look at the receiver's log; events wait in the store meanwhile", true),
    UNEXPECTED_ANSWER("The endpoint gave an unexpected answer", "check TELLTALE_ENDPOINT", true),
    BATCH_TOO_LARGE(
            "The endpoint found a batch too large, so smaller ones are sent",
            "lower TELLTALE_BATCH_MAX_BYTES, or raise the receiver's limit",
            false),
    REFUSED_EVENTS(
            "The endpoint refused events as malformed",
            "check that TELLTALE_FORMAT and the path of TELLTALE_ENDPOINT fit what the receiver understands",
            false),
    ALL_REFUSED(
            "The endpoint refused every event of a batch, one by one",
            "check that TELLTALE_FORMAT and TELLTALE_ENDPOINT fit what the receiver understands",
            true),
    PARTLY_REJECTED(
            "The endpoint accepted a request but rejected events of it",
            "these are its own words; rejected events are dropped, for they would be rejected again",
            false),
    RECEIVER_WARNS("The endpoint accepted all events with a warning", "these are its own words", false),
    WEB_PAGE(
            "The endpoint accepted events and answered with a web page",
            "that is no receiver's answer: check the host, port and path of TELLTALE_ENDPOINT",
            false),
    STORE("The event store threw", "look at the event store given to telltale, or at TELLTALE_STORE_DIR", false),
    METERS("Meters fail", "look at the meter registry given to telltale", false),
    INTERNAL("Telltale itself failed", "this is a defect: please report it", false);

    private final String what;
    private final String remedy;
    private final boolean outage;

    Trouble(String what, String remedy, boolean outage) {
        this.what = what;
        this.remedy = remedy;
        this.outage = outage;
    }

    /** The kind of an answer that is no success. */
    static Trouble of(HttpAnswer answer) {
        return switch (answer.fault()) {
            case DNS -> DNS;
            case CONNECT -> CONNECT;
            case TLS -> TLS;
            case TIMEOUT -> TIMEOUT;
            case IO -> CONNECTION_LOST;
            case EXECUTOR -> NO_THREAD;
            case NONE -> ofStatus(answer.status(), answer.retryAfter() != null);
        };
    }

    private static Trouble ofStatus(int status, boolean hasRetryAfter) {
        return switch (status) {
            case 400, 422 -> REFUSED_EVENTS;
            case 401, 403 -> UNAUTHORIZED;
            case 404, 405 -> NOT_FOUND;
            case 413 -> BATCH_TOO_LARGE;
            case 429 -> THROTTLED;
            case 408, 425 -> SERVER_ERROR;
            case 503 -> hasRetryAfter ? THROTTLED : SERVER_ERROR;
            default -> status >= 500 ? SERVER_ERROR : status / 100 == 3 ? REDIRECT : UNEXPECTED_ANSWER;
        };
    }

    /** What happened, with the answer's status or fault; none of its body, which may repeat a payload. */
    String inWords(HttpAnswer answer) {
        String detail = answer.fault() == HttpAnswer.Fault.NONE ? "status " + answer.status() : answer.detail();
        return detail.isEmpty() ? what : what + " (" + detail + ")";
    }

    /** What happened, in general. */
    String inWords() {
        return what;
    }

    /** Which variable to look at, or what else to do. */
    String remedy() {
        return remedy;
    }

    /** Whether nothing is delivered while it lasts, so that its end is worth a line. */
    boolean isOutage() {
        return outage;
    }
}
