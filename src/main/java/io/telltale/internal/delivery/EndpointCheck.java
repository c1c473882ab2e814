package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TracingCheck;
import io.telltale.TracingCheck.Step;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.http.Endpoint;
import io.telltale.internal.http.Stages;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event, sent to an endpoint past lane, store and ledger, to see what becomes of it. Thread-safe; blocks for as long as
 * one attempt may take; no method throws.
 */
public final class EndpointCheck {
    static final String EVENT = "telltale.check";

    private final Endpoint endpoint;
    private final EventFormat format;

    /** @param endpoint stays the caller's to close */
    public EndpointCheck(Endpoint endpoint, EventFormat format) {
        this.endpoint = endpoint;
        this.format = format;
    }

    /** What came back, and the same in words; the answer is null where there is none to learn from. */
    record Result(@Nullable Answer answer, List<Step> steps) {}

    /** Sends the event, and says what was seen. */
    public TracingCheck run() {
        return new TracingCheck(send().steps());
    }

    Result send() {
        try {
            Stages seen = posted().get();
            Answer answer = read(seen);
            return new Result(answer, new CheckSteps(endpoint::withoutSecrets).of(seen, answer));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Result(null, List.of(CheckSteps.interrupted()));
        } catch (ExecutionException failed) {
            return new Result(null, List.of(CheckSteps.broken(failed.getCause())));
        } catch (Throwable bug) { // an error too: who asks for a diagnosis is not to be met by another failure
            return new Result(null, List.of(CheckSteps.broken(bug)));
        }
    }

    private CompletableFuture<Stages> posted() {
        EncodedEvent event = new EncodedEvent(format.envelope(), format.encode(event()), System.nanoTime());
        return endpoint.observe(event.envelope(), List.of(event));
    }

    private Answer read(Stages seen) {
        Answer answer = Answer.of(seen.answer(), Instant.now());
        return answer.isDelivered() ? answer.with(format.read(seen.answer().body())) : answer;
    }

    private static TraceEvent event() {
        long now = System.nanoTime();
        long epochNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        return TraceEvent.of(EVENT, new TraceContext(id(), id(), id(), true, epochNanos - now))
                .times(now, now)
                .thread(Thread.currentThread().getName())
                .tags("check", "sent by Telltale to see whether events arrive")
                .build();
    }

    /** Zero is no id. */
    private static long id() {
        return ThreadLocalRandom.current().nextLong() | 1;
    }
}
