package io.telltale.internal.http;

import io.telltale.internal.http.HttpAnswer.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/** One request and its answer. The first verdict counts: answer, fault, time-out or cancellation. */
final class HttpExchange implements Callback {
    /** How much of an answer's body is read. */
    private static final int LARGEST_BODY = 64 << 10;

    /** What a time-out of OkHttp's own, which knows more, has in advance of ours. */
    private static final int PROXY_AUTH = 407;

    private static final Duration GRACE = Duration.ofMillis(250);

    private final Call call;
    private final String origin;
    private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();

    HttpExchange(Call call, String origin) {
        this.call = call;
        this.origin = origin;
    }

    /**
     * Sends the request; returns at once, never throws. The future never completes exceptionally.
     *
     * @param ended run once, with the verdict
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what depends on the answer here neither fails nor is waited for
    CompletableFuture<HttpAnswer> send(Duration timeout, Runnable ended) {
        answer.thenAccept(verdict -> end(verdict, ended));
        limit(timeout);
        try {
            call.enqueue(this);
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

    @Override
    public void onFailure(Call failed, IOException failure) {
        // OkHttp throws at a 407 that no proxy sent; to us it is an answer like 401.
        boolean refused = failed.request().body() instanceof EventsBody body && body.answeredStatus() == PROXY_AUTH;
        settle(refused ? HttpAnswer.of(PROXY_AUTH) : Faults.answer(failure, origin));
    }

    @Override
    public void onResponse(Call answered, Response response) {
        HttpAnswer verdict = HttpAnswer.none(Fault.IO, origin + ": the answer could not be read");
        try (response) {
            verdict = read(response);
        } catch (IOException failure) {
            verdict = Faults.answer(failure, origin);
        } finally {
            settle(verdict);
        }
    }

    /** OkHttp's call time-out bounds neither a DNS look-up nor the wait for a thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // it returns the very future
    private void limit(Duration timeout) {
        HttpAnswer late = HttpAnswer.none(Fault.TIMEOUT, origin + ": no answer within " + timeout.toMillis() + " ms");
        answer.completeOnTimeout(late, timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end(HttpAnswer verdict, Runnable ended) {
        ended.run();
        if (verdict.fault() == Fault.TIMEOUT) {
            call.cancel();
        }
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
