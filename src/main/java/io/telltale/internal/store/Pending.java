package io.telltale.internal.store;

import io.telltale.EncodedEvent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the disk does not know yet: undelivered events that are not on it, and keys of events on it that have left. An event
 * that leaves before it is taken for the disk leaves no trace here, so there is never more here than undelivered events
 * and room for what a slow disk still has. Thread-safe; the lock is held for a few additions, never for I/O.
 */
final class Pending {
    private final Object lock = new Object();

    // Guarded by lock.
    /** Undelivered, not taken for the disk yet, in the order of their keys. */
    private final Map<EncodedEvent, Long> fresh = new LinkedHashMap<>();

    /** Undelivered, taken for the disk or read from it. */
    private final IdentityHashMap<EncodedEvent, Long> taken = new IdentityHashMap<>();

    /** Of fresh ones that got a later place than the one they have on the disk, until they are taken again: the old one. */
    private final IdentityHashMap<EncodedEvent, Long> moved = new IdentityHashMap<>();

    /** Of events that were taken for the disk and have left. */
    private List<Long> gone = new ArrayList<>();

    private long nextKey;

    /** @param firstKey above every key that was ever used in the file, as far as is known before it is opened */
    Pending(long firstKey) {
        this.nextKey = firstKey;
    }

    /** Makes room for the keys of a file that is opened, before any event is taken for it. */
    void startAbove(long highestKey) {
        synchronized (lock) {
            long first = fresh.isEmpty() ? nextKey : fresh.values().iterator().next();
            long shift = Math.max(0, highestKey + 1 - first);
            fresh.replaceAll((event, key) -> key + shift);
            nextKey += shift;
        }
    }

    /**
     * Notes undelivered events.
     *
     * @return whether there was nothing here before
     */
    boolean add(List<? extends EncodedEvent> events) {
        synchronized (lock) {
            boolean first = fresh.isEmpty() && gone.isEmpty();
            for (EncodedEvent event : events) {
                fresh.put(event, nextKey++);
            }
            return first;
        }
    }

    /** Notes an undelivered event that is on the disk already. */
    void restored(KeptEvent kept) {
        synchronized (lock) {
            taken.put(kept.event(), kept.key());
        }
    }

    /** Takes back {@link #restored}: the event stays on the disk alone. */
    void notRestored(KeptEvent kept) {
        synchronized (lock) {
            taken.remove(kept.event());
        }
    }

    /**
     * Notes that events have got a place behind all others. The old one is kept on the disk until they have the new one
     * there.
     *
     * @return whether there was nothing here before
     */
    boolean moveLast(List<? extends EncodedEvent> events) {
        synchronized (lock) {
            boolean first = fresh.isEmpty() && gone.isEmpty();
            for (EncodedEvent event : events) {
                Long onDisk = taken.remove(event);
                if (onDisk != null) {
                    moved.put(event, onDisk);
                }
                if (fresh.remove(event) != null || onDisk != null) {
                    fresh.put(event, nextKey++);
                }
            }
            return first && !fresh.isEmpty();
        }
    }

    /**
     * Notes that events have left for good.
     *
     * @return whether there was nothing here before, and is now
     */
    boolean remove(List<? extends EncodedEvent> events) {
        synchronized (lock) {
            boolean none = fresh.isEmpty() && gone.isEmpty();
            for (EncodedEvent event : events) {
                Long key = fresh.remove(event) == null ? taken.remove(event) : moved.remove(event);
                if (key != null) {
                    gone.add(key);
                }
            }
            return none && !gone.isEmpty();
        }
    }

    /**
     * Takes the oldest events that are not on the disk.
     *
     * @param endedBefore younger ones may yet be delivered first, and are left; on {@link System#nanoTime}'s clock
     * @param maxEvents how many at most
     * @param maxBytes of bodies, unless the first alone is larger
     */
    List<KeptEvent> takeFresh(long endedBefore, int maxEvents, long maxBytes) {
        synchronized (lock) {
            List<KeptEvent> some = new ArrayList<>();
            long bytes = 0;
            Iterator<Map.Entry<EncodedEvent, Long>> oldest = fresh.entrySet().iterator();
            while (some.size() < maxEvents && oldest.hasNext()) {
                Map.Entry<EncodedEvent, Long> next = oldest.next();
                EncodedEvent event = next.getKey();
                bytes += event.size();
                if (event.endNanos() - endedBefore > 0 || (bytes > maxBytes && !some.isEmpty())) {
                    break;
                }
                some.add(new KeptEvent(next.getValue(), event));
                taken.put(event, next.getValue());
                oldest.remove();
                Long old = moved.remove(event);
                if (old != null) {
                    gone.add(old);
                }
            }
            return some;
        }
    }

    /** Takes the keys to be removed from the disk. */
    List<Long> takeGone() {
        synchronized (lock) {
            List<Long> keys = gone;
            gone = new ArrayList<>();
            return keys;
        }
    }

    /**
     * Every undelivered event that should be on the disk by now, by its key: for a disk that has to be brought to it from
     * an unknown state. Keys to be removed are forgotten, for they are those that are not among these.
     */
    Map<Long, EncodedEvent> taken() {
        synchronized (lock) {
            Map<Long, EncodedEvent> byKey = new TreeMap<>();
            taken.forEach((event, key) -> byKey.put(key, event));
            moved.forEach((event, key) -> byKey.put(key, event));
            gone = new ArrayList<>();
            return byKey;
        }
    }

    boolean isEmpty() {
        synchronized (lock) {
            return fresh.isEmpty() && gone.isEmpty();
        }
    }
}
