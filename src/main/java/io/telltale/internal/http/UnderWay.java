package io.telltale.internal.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The exchanges of one endpoint that have no verdict yet, and the end of their patience: OkHttp's own call time-out bounds
 * neither a DNS look-up nor the wait for a thread, and wakes a thread for every call.
 *
 * <p>All have the same patience, so one timer, set for the oldest, does for those behind it: it fires about once a time-out
 * while there is traffic, and not at all otherwise. Thread-safe.
 */
final class UnderWay {
    private final Duration patience;
    private final Set<HttpExchange> exchanges = ConcurrentHashMap.newKeySet();

    /** Whether the timer runs. Any thread. */
    private final AtomicBoolean timed = new AtomicBoolean();

    /** @param patience how long an exchange may last */
    UnderWay(Duration patience) {
        this.patience = patience;
    }

    void add(HttpExchange exchange) {
        exchanges.add(exchange);
        fireIn(patience.toNanos());
    }

    void remove(HttpExchange exchange) {
        exchanges.remove(exchange);
    }

    /** Ends all of them without an answer. */
    void cancelAll(String why) {
        for (HttpExchange exchange : exchanges) {
            exchange.cancel(why);
        }
    }

    private void fireIn(long nanos) {
        if (timed.compareAndSet(false, true)) {
            Executor timer = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run);
            timer.execute(this::giveUpOverdue);
        }
    }

    private void giveUpOverdue() {
        timed.set(false); // first: what is added from here on sees to the timer itself
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (HttpExchange exchange : exchanges) {
            long left = exchange.begunNanos() + patience.toNanos() - now;
            if (left > 0) {
                next = Math.min(next, left);
            } else {
                exchange.late(patience);
            }
        }
        if (next != Long.MAX_VALUE) {
            fireIn(next);
        }
    }
}
