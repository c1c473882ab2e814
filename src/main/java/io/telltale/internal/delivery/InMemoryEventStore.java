package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event store on the heap, bounded in events and bytes. Every method holds one lock for a few additions, {@link
 * #addAll}, {@link #lease}, {@link #settle} and the give-backs for as many as events are leased; the figures are read without it.
 *
 * <p>A stored event costs the heap its body's size and at most {@link #OVERHEAD_BYTES}, with compressed references: an
 * object of 32 bytes, an array's header of 16, up to 7 of alignment, and one reference.
 */
public final class InMemoryEventStore implements BulkStore {
    private final int maxEvents;
    private final long maxBytes;
    private final boolean dropNewest;

    private final Object lock = new Object();

    // Guarded by lock. Bytes are bodies and overhead.
    private final ChunkedDeque<EncodedEvent> waiting = new ChunkedDeque<>();
    private long waitingBytes;
    private int leasedEvents;
    private long leasedBytes;

    // Written under the lock, by publish() alone; read by anyone at any time.
    private volatile int waitingNow;
    private volatile int eventsNow;
    private volatile long bytesNow;

    /**
     * @param maxEvents the most events, waiting and leased; at least 1
     * @param maxBytes the most bytes, waiting and leased, overhead included; at least 1
     * @param dropNewest what to do when full: refuse the newcomer, or make the oldest that is not leased give way
     */
    public InMemoryEventStore(int maxEvents, long maxBytes, boolean dropNewest) {
        if (maxEvents < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "A store needs room: maxEvents is " + maxEvents + ", maxBytes is " + maxBytes);
        }
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.dropNewest = dropNewest;
    }

    @Override
    public List<EncodedEvent> add(EncodedEvent event) {
        synchronized (lock) {
            List<EncodedEvent> dropped = addWithinBounds(event);
            publish();
            return dropped;
        }
    }

    @Override
    public List<EncodedEvent> addAll(List<? extends EncodedEvent> events) {
        List<EncodedEvent> dropped = new ArrayList<>(0);
        synchronized (lock) {
            for (EncodedEvent event : events) {
                dropped.addAll(addWithinBounds(event));
            }
            publish();
        }
        return dropped;
    }

    /**
     * Adds an event at the tail if there is room for it.
     *
     * @return whether it was added; nothing is ever dropped for it
     */
    public boolean offer(EncodedEvent event) {
        synchronized (lock) {
            boolean added = fits(cost(event));
            if (added) {
                waiting.addLast(event);
                waitingBytes += cost(event);
                publish();
            }
            return added;
        }
    }

    /** Whether the event would have room if the store were empty. */
    public boolean canHold(EncodedEvent event) {
        return cost(event) <= maxBytes;
    }

    private List<EncodedEvent> addWithinBounds(EncodedEvent event) {
        long cost = cost(event);
        List<EncodedEvent> dropped = List.of();
        if (!fits(cost)) {
            if (dropNewest || !wouldFitBesideLeased(cost)) {
                return List.of(event);
            }
            dropped = makeRoom(cost);
        }
        waiting.addLast(event);
        waitingBytes += cost;
        return dropped;
    }

    @Override
    public List<EncodedEvent> lease(int maxEvents, long maxBytes) {
        synchronized (lock) {
            List<EncodedEvent> leased = new ArrayList<>(Math.max(0, Math.min(maxEvents, waiting.size())));
            long bodies = 0;
            Envelope envelope = null;
            while (leased.size() < maxEvents) {
                EncodedEvent next = waiting.peekFirst();
                if (next == null) {
                    break;
                }
                if (envelope == null) {
                    envelope = next.envelope();
                } else if (bodies + next.size() > maxBytes || !envelope.equals(next.envelope())) {
                    break;
                }
                bodies += next.size();
                leased.add(removeOldest());
            }
            leasedEvents += leased.size();
            leasedBytes += cost(leased);
            publish();
            return leased;
        }
    }

    @Override
    public void settle(List<EncodedEvent> leased) {
        synchronized (lock) {
            endLease(leased);
            publish();
        }
    }

    @Override
    public void giveBack(List<EncodedEvent> leased) {
        synchronized (lock) {
            endLease(leased);
            for (int i = leased.size() - 1; i >= 0; i--) {
                waiting.addFirst(leased.get(i));
            }
            waitingBytes += cost(leased);
            publish();
        }
    }

    @Override
    public void giveBackLast(List<EncodedEvent> leased) {
        synchronized (lock) {
            endLease(leased);
            for (EncodedEvent event : leased) {
                waiting.addLast(event);
            }
            waitingBytes += cost(leased);
            publish();
        }
    }

    @Override
    public @Nullable EncodedEvent oldest() {
        synchronized (lock) {
            return waiting.peekFirst();
        }
    }

    @Override
    public int size() {
        return waitingNow;
    }

    @Override
    public long bytes() {
        return bytesNow;
    }

    @Override
    public double fill() {
        return Math.max((double) eventsNow / maxEvents, (double) bytesNow / maxBytes);
    }

    @Override
    public String toString() {
        return "InMemoryEventStore[" + size() + " events waiting, " + bytes() + " bytes]";
    }

    private boolean fits(long cost) {
        return waiting.size() + leasedEvents < maxEvents && waitingBytes + leasedBytes + cost <= maxBytes;
    }

    private boolean wouldFitBesideLeased(long cost) {
        return leasedEvents < maxEvents && leasedBytes + cost <= maxBytes;
    }

    private List<EncodedEvent> makeRoom(long cost) {
        List<EncodedEvent> dropped = new ArrayList<>(1);
        while (!fits(cost)) {
            dropped.add(removeOldest());
        }
        return dropped;
    }

    private EncodedEvent removeOldest() {
        EncodedEvent oldest = waiting.removeFirst();
        waitingBytes -= cost(oldest);
        return oldest;
    }

    private void endLease(List<EncodedEvent> leased) {
        leasedEvents -= leased.size();
        leasedBytes -= cost(leased);
    }

    private void publish() {
        waitingNow = waiting.size();
        eventsNow = waiting.size() + leasedEvents;
        bytesNow = waitingBytes + leasedBytes;
    }

    private static long cost(EncodedEvent event) {
        return (long) event.size() + OVERHEAD_BYTES;
    }

    private static long cost(List<EncodedEvent> events) {
        long cost = 0;
        for (EncodedEvent event : events) {
            cost += cost(event);
        }
        return cost;
    }
}
