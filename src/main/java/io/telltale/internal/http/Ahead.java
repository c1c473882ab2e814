package io.telltale.internal.http;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Something that a thread makes ahead, beside what else there is to do, or whoever needs it first if no thread was free.
 * OkHttp's classes are half of what a start loads. Thread-safe.
 */
final class Ahead<T> {
    private final FutureTask<T> making;

    private Ahead(FutureTask<T> making) {
        this.making = making;
    }

    /** Has one of {@code threads} begin, if it can. */
    static <T> Ahead<T> of(Callable<T> work, Executor threads) {
        FutureTask<T> making = new FutureTask<>(work);
        try {
            threads.execute(making);
        } catch (RuntimeException | OutOfMemoryError noThread) {
            // "Unable to create native thread" is an OutOfMemoryError. Who needs it makes it.
        }
        return new Ahead<>(making);
    }

    /**
     * What was made, at every call the same; waits for it, interrupted or not, and an interrupt stays set.
     *
     * @throws IllegalStateException if it could not be made
     */
    T get() {
        making.run(); // does nothing where it has begun
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return making.get();
                } catch (InterruptedException wait) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    throw new IllegalStateException("The HTTP client could not be made", failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
