package io.telltale.internal.http;

import io.telltale.internal.http.HttpAnswer.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import okhttp3.Call;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** One request and its answer. The first verdict counts: answer, fault, time-out or cancellation. Thread-safe. */
final class HttpExchange {
    /** How much of an answer's body is read. */
    private static final int LARGEST_BODY = 64 << 10;

    /** OkHttp throws at these although the answer is whole: a 407 that no proxy sent, a 204 or 205 that has a body. */
    private static final Set<Integer> COMPLETE_ALL_THE_SAME = Set.of(204, 205, 407);

    private final Call call;
    private final String origin;
    private final @Nullable ClientKeys keys;
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();

    /** @param keys what a hand-shake shows; null where nothing is encrypted */
    HttpExchange(Call call, String origin, @Nullable ClientKeys keys) {
        this.call = call;
        this.origin = origin;
        this.keys = keys;
    }

    /** When it was made, on the clock of {@link System#nanoTime}. */
    long begunNanos() {
        return begunNanos;
    }

    /**
     * Has a thread of {@code threads} send the request and wait for the answer; never throws. The future never completes
     * exceptionally.
     *
     * @param ended run once, with the verdict
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what depends on the answer here neither fails nor is waited for
    CompletableFuture<HttpAnswer> send(Executor threads, Runnable ended) {
        answer.thenRun(ended);
        try {
            threads.execute(this::run);
        } catch (RuntimeException | OutOfMemoryError noThread) {
            // "Unable to create native thread" is an OutOfMemoryError.
            settle(HttpAnswer.none(
                    Fault.EXECUTOR, origin + ": " + noThread.getClass().getSimpleName()));
        }
        return answer;
    }

    /** Ends the exchange without an answer; does nothing when it has one. */
    void cancel(String why) {
        settle(HttpAnswer.none(Fault.IO, origin + ": " + why));
        call.cancel();
    }

    /** Ends the exchange because it lasted too long; does nothing when it has an answer. */
    void late(Duration patience) {
        settle(HttpAnswer.none(Fault.TIMEOUT, origin + ": no answer within " + patience.toMillis() + " ms"));
        call.cancel();
    }

    private void run() {
        if (answer.isDone()) {
            return; // it was too late, or cancelled, before a thread was free
        }
        HttpAnswer verdict = HttpAnswer.none(Fault.IO, origin + ": the answer could not be read");
        try (Response response = call.execute()) {
            verdict = read(response);
            if (keys != null) {
                keys.answered(call.request().url());
            }
        } catch (IOException failure) {
            verdict = failed(failure);
        } catch (Throwable bug) { // an error too: the thread goes on, and the events are given back
            verdict = HttpAnswer.none(
                    Fault.IO, origin + ": the client failed: " + bug.getClass().getSimpleName());
        } finally {
            settle(verdict);
        }
    }

    private HttpAnswer failed(IOException failure) {
        int answered = call.request().body() instanceof EventsBody body ? body.answeredStatus() : 0;
        if (COMPLETE_ALL_THE_SAME.contains(answered)) {
            return HttpAnswer.of(answered);
        }
        HttpAnswer none = Faults.answer(failure, origin);
        return keys == null ? none : keys.judge(none, call.request().url());
    }

    private void settle(HttpAnswer verdict) {
        answer.complete(verdict);
    }

    private static HttpAnswer read(Response response) throws IOException {
        return new HttpAnswer(
                response.code(),
                Fault.NONE,
                "",
                response.header("Retry-After"),
                response.header("Date"),
                firstBytes(response.body()));
    }

    private static byte[] firstBytes(ResponseBody body) throws IOException {
        BufferedSource source = body.source();
        // Buffers at most one segment (8 KiB) more than asked for.
        source.request(LARGEST_BODY);
        return source.getBuffer()
                .readByteArray(Math.min(LARGEST_BODY, source.getBuffer().size()));
    }
}
