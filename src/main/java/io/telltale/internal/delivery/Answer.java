package io.telltale.internal.delivery;

import io.telltale.internal.delivery.Gate.Verdict;
import io.telltale.internal.format.Acceptance;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What a response, or its absence, means for the events of a request and for the endpoint.
 *
 * @param meaning what to do with the events
 * @param http what came back; status 0 and no fault where no request was made
 * @param retryAfter the wait that the server named, or null
 * @param isFinal whether no further attempt may follow, whatever it means
 * @param acceptance what an endpoint that accepted said besides
 */
record Answer(Meaning meaning, HttpAnswer http, @Nullable Duration retryAfter, boolean isFinal, Acceptance acceptance) {
    private static final int TOO_LARGE_STATUS = 413;

    /** What to do with the events of a request. */
    enum Meaning {
        /** Accepted. */
        DELIVERED(Verdict.SUCCESS),
        /** No answer, or one that says "not now": attempt again, then give back. */
        UNAVAILABLE(Verdict.FAILURE),
        /** The server named a time: nothing is sent before it. */
        BUSY(Verdict.NONE),
        /** Too many bytes: send in halves. */
        TOO_LARGE(Verdict.SUCCESS),
        /** Something in the batch is not accepted: halve it until the bad event stands alone. The split gives the verdict. */
        REFUSED(Verdict.NONE),
        /** The endpoint is misconfigured, the events are not at fault: give back. */
        MISCONFIGURED(Verdict.FAILURE),
        /** This process had no thread for the request: attempt again, then give back; the endpoint is not at fault. */
        NOT_SENT(Verdict.NONE),
        /** The gate let nothing through: give back. */
        NOT_PERMITTED(Verdict.NONE);

        private final Verdict verdict;

        Meaning(Verdict verdict) {
            this.verdict = verdict;
        }
    }

    private static final Answer NOT_PERMITTED = without(Meaning.NOT_PERMITTED, Fault.NONE, "");
    private static final Answer SILENCE =
            without(Meaning.UNAVAILABLE, Fault.TIMEOUT, "no answer came within any of its time-outs");
    private static final Answer TOO_LARGE = new Answer(
            Meaning.TOO_LARGE,
            new HttpAnswer(TOO_LARGE_STATUS, Fault.NONE, "", null, null, new byte[0]),
            null,
            true,
            Acceptance.OF_ALL);

    private static Answer without(Meaning meaning, Fault fault, String detail) {
        return new Answer(
                meaning, new HttpAnswer(0, fault, detail, null, null, new byte[0]), null, true, Acceptance.OF_ALL);
    }

    /** The gate let nothing through. */
    static Answer notPermitted() {
        return NOT_PERMITTED;
    }

    /** A request that outlived every bound. */
    static Answer silence() {
        return SILENCE;
    }

    /** A request that is larger than any receiver must take, and so is not made: as if one had said so. */
    static Answer tooLarge() {
        return TOO_LARGE;
    }

    /** A request that this process failed to make. */
    static Answer notSent(Throwable thrown) {
        Throwable cause = thrown.getCause();
        Throwable failure = thrown instanceof CompletionException && cause != null ? cause : thrown;
        return without(Meaning.NOT_SENT, Fault.EXECUTOR, failure.getClass().getName());
    }

    /**
     * Reads a response.
     *
     * @param now wall-clock time, for a {@code Retry-After} date in an answer without a {@code Date}
     */
    static Answer of(HttpAnswer http, Instant now) {
        Duration retryAfter = http.status() == 429 || http.status() == 503
                ? RetryAfter.parse(http.retryAfter(), http.date(), now)
                : null;
        return new Answer(meaning(http, retryAfter != null), http, retryAfter, false, Acceptance.OF_ALL);
    }

    private static Meaning meaning(HttpAnswer http, boolean timeNamed) {
        int status = http.status();
        if (status == 0) {
            return http.fault() == Fault.EXECUTOR ? Meaning.NOT_SENT : Meaning.UNAVAILABLE;
        }
        if (status >= 200 && status < 300) {
            return Meaning.DELIVERED;
        }
        if (timeNamed) {
            return Meaning.BUSY;
        }
        return switch (status) {
            case 408, 425, 429 -> Meaning.UNAVAILABLE;
            case TOO_LARGE_STATUS -> Meaning.TOO_LARGE;
            case 400, 422 -> Meaning.REFUSED;
            default -> status >= 500 ? Meaning.UNAVAILABLE : Meaning.MISCONFIGURED;
        };
    }

    /** The same answer, with no attempt to follow: the gate has shut meanwhile. */
    Answer asFinal() {
        return new Answer(meaning, http, retryAfter, true, acceptance);
    }

    /** The same answer, with what its body says. */
    Answer with(Acceptance said) {
        return new Answer(meaning, http, retryAfter, isFinal, said);
    }

    Verdict verdict() {
        return meaning.verdict;
    }

    boolean isDelivered() {
        return meaning == Meaning.DELIVERED;
    }

    /** Whether another attempt may follow at once, given the longest wait between attempts. */
    boolean mayRetry(Duration maxBackoff) {
        return !isFinal
                && switch (meaning) {
                    case UNAVAILABLE, NOT_SENT -> true;
                    case BUSY -> retryAfter != null && retryAfter.compareTo(maxBackoff) <= 0;
                    default -> false;
                };
    }

    /** Whether the server itself answered "not now": the one kind of failure that a single bad event can cause. */
    boolean isServerError() {
        return meaning == Meaning.UNAVAILABLE && http.status() != 0;
    }
}
