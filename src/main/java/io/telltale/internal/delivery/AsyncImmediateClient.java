package io.telltale.internal.delivery;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends one batch to the endpoint: retry around, breaker inside. Nothing blocks; a retry holds no thread while it waits.
 * Thread-safe.
 *
 * <p>What a send returns completes with an {@link Answer} and never exceptionally, unless the scheduler is shut down in
 * a back-off: then it may never complete, which is the courier's to bound.
 */
final class AsyncImmediateClient {
    /** No request is larger, whatever is configured: OTLP's receivers need not take more. */
    static final long MAX_REQUEST_BYTES = 64L << 20;

    /** One HTTP attempt; completes with an answer, never exceptionally. */
    interface Attempt {
        CompletableFuture<HttpAnswer> post(Envelope envelope, List<EncodedEvent> events);
    }

    /** Told of every request's end, on the thread that saw it. Never throws. */
    interface RequestObserver {
        void answered(HttpAnswer answer, long durationNanos);
    }

    private final Attempt endpoint;
    private final EventFormat format;
    private final Gate gate;
    private final int maxAttempts;
    private final Backoff backoff;
    private final Duration maxBackoff;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoClock;
    private final InstantSource wallClock;
    private final RequestObserver observer;

    /** Null until it is needed. Written by whoever needs it first; a second one is as good. */
    private volatile @Nullable Retry retry;

    /**
     * @param format in which endpoints answer
     * @param maxAttempts attempts a batch, the first among them
     * @param backoff the waits between them
     * @param maxBackoff the longest wait that a server may name without ending the attempts
     */
    AsyncImmediateClient(
            Attempt endpoint,
            EventFormat format,
            Gate gate,
            int maxAttempts,
            Backoff backoff,
            Duration maxBackoff,
            ScheduledExecutorService scheduler,
            LongSupplier nanoClock,
            InstantSource wallClock,
            RequestObserver observer) {
        this.endpoint = endpoint;
        this.format = format;
        this.gate = gate;
        this.maxAttempts = maxAttempts;
        this.backoff = backoff;
        this.maxBackoff = maxBackoff;
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
        this.wallClock = wallClock;
        this.observer = observer;
    }

    /** The retry around, made when an answer first asks for one: a start need not wait for its classes. */
    private Retry retry() {
        Retry made = retry;
        if (made == null) {
            made = Retry.of(
                    "telltale",
                    RetryConfig.<Answer>custom()
                            .maxAttempts(maxAttempts)
                            .retryOnResult(this::mayRetry)
                            .retryOnException(failure -> false)
                            .intervalBiFunction((attempt, outcome) -> waitMillis(backoff.nanos(attempt), outcome))
                            .build());
            retry = made;
        }
        return made;
    }

    private boolean mayRetry(Answer answer) {
        return answer.mayRetry(maxBackoff);
    }

    /** At least the back-off, and at least what the server named. */
    private static long waitMillis(long backoffNanos, Either<Throwable, Answer> outcome) {
        Duration named = outcome.isRight() ? outcome.get().retryAfter() : null;
        long backoff = TimeUnit.NANOSECONDS.toMillis(backoffNanos);
        return named == null ? backoff : Math.max(backoff, named.toMillis() + 1);
    }

    /**
     * Sends the batch, again where that may help.
     *
     * @param givenUp whether nobody waits for an answer any more: no attempt begins then, for the events are elsewhere
     */
    CompletableFuture<Answer> send(Batch batch, BooleanSupplier givenUp) {
        Attempts attempts = new Attempts(batch, givenUp);
        return attempts.next()
                .thenCompose(answer -> mayRetry(answer) ? attempts.goOn(answer) : completedFuture(answer));
    }

    /** The attempts for one batch, one after the other. */
    private final class Attempts {
        private final Batch batch;
        private final BooleanSupplier givenUp;

        /** What the last attempt met; written before the next one begins. */
        private volatile @Nullable Answer last;

        Attempts(Batch batch, BooleanSupplier givenUp) {
            this.batch = batch;
            this.givenUp = givenUp;
        }

        /** Goes on after the first attempt, which the retry is told as if it had made it. */
        CompletionStage<Answer> goOn(Answer first) {
            AtomicBoolean begun = new AtomicBoolean();
            return Retry.decorateCompletionStage(
                            retry(), scheduler, () -> begun.getAndSet(true) ? next() : completedFuture(first))
                    .get();
        }

        CompletableFuture<Answer> next() {
            if (batch.requestBytes() > MAX_REQUEST_BYTES) {
                return completedFuture(Answer.tooLarge());
            }
            Gate.Permit permit = givenUp.getAsBoolean() ? null : gate.tryPass();
            if (permit == null) {
                Answer before = last;
                return completedFuture(before == null ? Answer.notPermitted() : before.asFinal());
            }
            long began = nanoClock.getAsLong();
            return post().thenApply(http -> {
                        observer.answered(http, nanoClock.getAsLong() - began);
                        return read(http);
                    })
                    .exceptionally(Answer::notSent)
                    .thenApply(answer -> {
                        settle(permit, answer);
                        last = answer;
                        return answer;
                    });
        }

        private Answer read(HttpAnswer http) {
            Answer answer = Answer.of(http, Instant.ofEpochMilli(wallClock.millis()));
            return answer.isDelivered() ? answer.with(format.read(http.body())) : answer;
        }

        /** The retry around would never complete if a later attempt threw. */
        private CompletableFuture<HttpAnswer> post() {
            try {
                return endpoint.post(batch.envelope(), batch.events());
            } catch (Throwable t) { // an error too: the permit must be settled, or half-open refuses for ever
                return CompletableFuture.failedFuture(t);
            }
        }

        private void settle(Gate.Permit permit, Answer answer) {
            if (answer.retryAfter() != null) {
                gate.hold(answer.retryAfter());
            }
            gate.settle(permit, answer.verdict());
        }
    }
}
