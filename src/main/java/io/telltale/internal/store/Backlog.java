package io.telltale.internal.store;

import io.telltale.internal.delivery.InMemoryEventStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Events of an earlier process that are on the disk and not in memory yet: what finds no room there stays here until it
 * does. For one thread at a time but for {@link #left}.
 */
final class Backlog {
    private final InMemoryEventStore memory;
    private final Pending pending;
    private final Set<Long> tooLarge = new HashSet<>();
    private long nextKey = Long.MIN_VALUE;
    private long lastKey = Long.MIN_VALUE;
    private boolean read = true;

    /** How many there are. Any thread. */
    private final AtomicInteger left = new AtomicInteger();

    /** How many there were. Written once, before any of them can leave; read by any thread. */
    private volatile int found;

    Backlog(InMemoryEventStore memory, Pending pending) {
        this.memory = memory;
        this.pending = pending;
    }

    /** Finds what an earlier process left, once, before anything is written to the file. */
    void open(EventFile file) throws IOException {
        found = file.size();
        lastKey = file.highestKey();
        read = found == 0;
        left.set(found);
    }

    /** Moves events into memory, oldest first, as long as there is room. */
    void load(EventFile file) throws IOException {
        while (!read) {
            KeptEvent kept = file.read(nextKey);
            if (kept == null || kept.key() > lastKey) {
                read = true;
            } else if (!memory.canHold(kept.event())) {
                tooLarge.add(kept.key());
                nextKey = kept.key() + 1;
            } else if (moveIntoMemory(kept)) {
                nextKey = kept.key() + 1;
                left.decrementAndGet();
            } else {
                return;
            }
        }
    }

    private boolean moveIntoMemory(KeptEvent kept) {
        pending.restored(kept); // first: once it is in memory it may leave at any time
        if (memory.offer(kept.event())) {
            return true;
        }
        pending.notRestored(kept);
        return false;
    }

    /** Whether there is nothing to load any more. */
    boolean isRead() {
        return read;
    }

    /** Whether the event of this key is here. */
    boolean holds(long key) {
        return (key >= nextKey && key <= lastKey) || tooLarge.contains(key);
    }

    /** How many events are here, larger ones than memory can hold among them. Any thread. */
    int left() {
        return left.get();
    }

    /** How many there were when the file was opened; 0 before. Any thread. */
    int found() {
        return found;
    }

    /** How many have turned out to be larger than memory can hold; they stay on the disk. */
    int tooLarge() {
        return tooLarge.size();
    }
}
