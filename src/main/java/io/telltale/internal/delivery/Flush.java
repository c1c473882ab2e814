package io.telltale.internal.delivery;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One caller's wait for all that was recorded before it asked. */
final class Flush {
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
