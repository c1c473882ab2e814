package io.telltale.internal.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One caller's wait for all that was recorded before it asked. */
final class Flush {
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final List<Epoch> epochs;
    private final long lostBefore;
    private final CompletableFuture<Boolean> done;

    /** @param epochs all that are unsettled; made before the lane is emptied, for what is lost then is lost too */
    Flush(List<Epoch> epochs, CompletableFuture<Boolean> done) {
        this.epochs = epochs;
        this.lostBefore = lost();
        this.done = done;
    }

    /** Tells the caller if everything has left; true once told, or once the caller has gone. */
    boolean concluded() {
        if (!done.isDone() && isSettled()) {
            done.complete(lost() == lostBefore);
        }
        return done.isDone();
    }

    /** Tells the caller that what is left will not leave any more. */
    void giveUp() {
        done.complete(false);
    }

    /**
     * Waits for a flush at most so long; a time-out below zero is none at all, and one beyond all numbers is for ever. An
     * interrupt ends the wait and stays set.
     *
     * @param done forgotten by the courier once nobody waits for it
     * @return whether all has left
     */
    static boolean await(CompletableFuture<Boolean> done, Duration timeout, Consumer<Throwable> troubles) {
        try {
            return done.get(nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException failed) {
            troubles.accept(failed);
            return false;
        } finally {
            done.cancel(false);
        }
    }

    private static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        return timeout.compareTo(FOR_EVER) < 0 ? timeout.toNanos() : Long.MAX_VALUE;
    }

    private long lost() {
        long lost = 0;
        for (Epoch epoch : epochs) {
            lost += epoch.lost();
        }
        return lost;
    }

    private boolean isSettled() {
        for (Epoch epoch : epochs) {
            if (!epoch.isSettled()) {
                return false;
            }
        }
        return true;
    }
}
