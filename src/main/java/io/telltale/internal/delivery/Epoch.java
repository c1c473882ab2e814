package io.telltale.internal.delivery;

import java.util.concurrent.atomic.AtomicLong;

/** The events stored between two flushes: how many are still undelivered, and how many were lost. Thread-safe. */
final class Epoch {
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    // What its events share that nobody waits for
    private final Standing fresh = new Standing(this, null, false, false);
    private final Standing spilled = new Standing(this, null, true, false);
    private final Standing suspect = new Standing(this, null, false, true);
    private final Standing spilledSuspect = new Standing(this, null, true, true);

    /** How an event of this epoch stands that nobody waits for. */
    Standing standing(boolean isSpilled, boolean isSuspect) {
        if (isSuspect) {
            return isSpilled ? spilledSuspect : suspect;
        }
        return isSpilled ? spilled : fresh;
    }

    void stored(int events) {
        outstanding.addAndGet(events);
    }

    void delivered(int events) {
        outstanding.addAndGet(-events);
    }

    void dropped(int events) {
        lost.addAndGet(events);
        outstanding.addAndGet(-events);
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
