package io.telltale;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How delivery is doing, for a health page or a look in a debugger.
 *
 * @param state in one word
 * @param lastSuccess when the endpoint last accepted events; null before the first time
 * @param lastFailure what last went wrong, in words without payload or secrets; null while nothing has
 * @param whatToCheck the variable or thing to look at, while {@code state} is {@link State#FAILING}; else null
 * @param breaker {@code closed}, {@code half-open} or {@code open}
 * @param storeFill how full the event store is, from 0 to 1
 * @param oldestUndelivered the age of the oldest event known not to be delivered; zero when there is none
 */
public record TracingHealth(
        State state,
        @Nullable Instant lastSuccess,
        @Nullable String lastFailure,
        @Nullable String whatToCheck,
        String breaker,
        double storeFill,
        Duration oldestUndelivered) {

    /** Delivery in one word. */
    public enum State {
        /** Switched off, or no endpoint is set. */
        OFF,
        /** Nothing has been sent yet. */
        IDLE,
        /** The last request was accepted. */
        DELIVERING,
        /** The last request failed; events wait in the store. */
        FAILING,
        /** Sending is paused; events wait in the store. */
        PAUSED,
        /** Tracing was closed. */
        CLOSED
    }

    static TracingHealth of(State state) {
        return new TracingHealth(state, null, null, null, "closed", 0, Duration.ZERO);
    }
}
