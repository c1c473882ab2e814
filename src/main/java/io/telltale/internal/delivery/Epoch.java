package io.telltale.internal.delivery;

import java.util.concurrent.atomic.AtomicLong;

/** The events stored between two flushes: how many are still undelivered, and how many were lost. Thread-safe. */
final class Epoch {
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    void stored() {
        outstanding.incrementAndGet();
    }

    void delivered() {
        outstanding.decrementAndGet();
    }

    void dropped() {
        lost.incrementAndGet();
        outstanding.decrementAndGet();
    }

    /** Counts an event that never came to be stored. */
    void lostBeforeStored() {
        lost.incrementAndGet();
    }

    /** Counts events that a store held before this process began. */
    void restored(long events) {
        outstanding.addAndGet(events);
    }

    boolean isSettled() {
        return outstanding.get() <= 0;
    }

    long lost() {
        return lost.get();
    }
}
