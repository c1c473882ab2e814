package io.telltale.internal.delivery;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a caller of synchronous delivery waits on: released once its event is delivered, stored for later, or lost. */
final class Ticket {
    private final CountDownLatch latch = new CountDownLatch(1);

    /** Releases the caller. Any thread, any number of times. */
    void release() {
        latch.countDown();
    }

    /** Waits at most so long; an interrupt ends the wait and stays set. True once the caller is released. */
    boolean await(long nanos) {
        try {
            return latch.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // the caller's to handle; its event stays on its road
            return false;
        }
    }
}
