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
    CERTIFICATE_EXPIRED(
            "The endpoint's TLS certificate has expired",
            "renew it at the receiver; if it is new, check this machine's clock",
            true),
    CERTIFICATE_NOT_YET_VALID(
            "The endpoint's TLS certificate is not valid yet",
            "check this machine's clock, then the receiver's certificate",
            true),
    CERTIFICATE_OF_ANOTHER_HOST(
            "The endpoint's TLS certificate is for another host",
            "let TELLTALE_ENDPOINT name a host that it is for, or give the receiver a certificate for this one",
            true),
    CERTIFICATE_UNTRUSTED(
            "The endpoint's TLS certificate is signed by a CA that is not trusted",
            "let TELLTALE_SSL_CERT_PATH name a file with that CA's certificate; without it the JVM's CAs are trusted",
            true),
    CLIENT_CERTIFICATE_MISSING(
            "The endpoint asks for a client certificate, and none is configured",
            "set TELLTALE_CLIENT_CERT_PATH and TELLTALE_CLIENT_KEY_PATH",
            true),
    CLIENT_CERTIFICATE_REFUSED(
            "The endpoint refuses the client's certificate",
            "check the certificate in TELLTALE_CLIENT_CERT_PATH, that its intermediates follow it there, and that the"
                    + " receiver trusts its CA",
            true),
    NO_TLS("The endpoint does not speak TLS", "check the port of TELLTALE_ENDPOINT, or let it begin with http", true),
    TLS_VERSION(
            "The endpoint speaks no version of TLS that this JVM allows",
            "let the receiver speak TLS 1.2 or 1.3",
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
    CERTIFICATE_FILES(
            "The certificates can't be renewed", "mend the files; the previous ones stay in use meanwhile", false),
    CLIENT_CERTIFICATE_ENDS(
            "The client's certificate is at its end",
            "renew the files that TELLTALE_CLIENT_CERT_PATH and TELLTALE_CLIENT_KEY_PATH name, which needs no restart",
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
            case CERTIFICATE_EXPIRED -> CERTIFICATE_EXPIRED;
            case CERTIFICATE_NOT_YET_VALID -> CERTIFICATE_NOT_YET_VALID;
            case CERTIFICATE_OF_ANOTHER_HOST -> CERTIFICATE_OF_ANOTHER_HOST;
            case CERTIFICATE_UNTRUSTED -> CERTIFICATE_UNTRUSTED;
            case CLIENT_CERTIFICATE_MISSING -> CLIENT_CERTIFICATE_MISSING;
            case CLIENT_CERTIFICATE_REFUSED -> CLIENT_CERTIFICATE_REFUSED;
            case NO_TLS -> NO_TLS;
            case TLS_VERSION -> TLS_VERSION;
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
