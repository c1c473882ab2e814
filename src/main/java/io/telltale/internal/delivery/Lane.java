package io.telltale.internal.delivery;

import io.telltale.TraceEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The bounded hand-off of finished calls from many callers to one courier: first in, first out, no lock. An offer costs
 * one compare-and-set; nobody waits in it.
 *
 * <p>The producers' index carries the seal in its lowest bit, so an offer and {@link #seal} can't race: an offer either
 * comes before the seal and will be polled, or sees it.
 */
final class Lane {
    /** What became of an offer. */
    enum Offer {
        TAKEN,
        /** Taken, and the courier sleeps until somebody wakes it. */
        TAKEN_WAKE,
        FULL,
        SEALED
    }

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(TraceEvent[].class);
    private static final long SEAL = 1;
    private static final int STEP = 2;
    private static final int NOBODY_SLEEPS = Integer.MAX_VALUE;

    /** More than any lane lets wait before it wakes the courier. */
    static final int HALF_FULL = NOBODY_SLEEPS - 1;

    /** What an event's snapshots count at least: up to here the bound on events is their bound, and no caller counts. */
    static final int LIGHT_BYTES = 256;

    private final int capacity;
    private final long maxHeavyBytes;
    private final int mask;
    /** Written by the caller that claimed the slot, cleared by the courier. */
    private final @Nullable TraceEvent[] slots;

    /** Twice the number of events ever taken, plus the seal. Any thread. */
    private final PaddedLong producers = new PaddedLong();

    /** The number of events ever polled. Written by the courier alone. */
    private final PaddedLong consumer = new PaddedLong();

    /** Up to which number of events there is room for sure; callers look at the courier's index only there. */
    private final PaddedLong roomUntil;

    /** Bytes of snapshots of heavy events that ever came, or are about to. Any thread. */
    private final PaddedLong heavyCame = new PaddedLong();

    /** Bytes of snapshots of heavy events that were ever polled. Written by the courier alone. */
    private final PaddedLong heavyLeft = new PaddedLong();

    /** As {@link #roomUntil}, in bytes of heavy events. */
    private final PaddedLong roomUntilBytes;

    /** Whether an urgent event came since the courier last asked. Set by callers, cleared by the courier. */
    private volatile boolean urgentCame;

    /** How many events must wait before an offer wakes the courier. Written by the courier and by whoever wakes it. */
    private volatile int wakeAt = NOBODY_SLEEPS;

    /**
     * @param maxEvents the most events that wait, at least 1; fewer where {@code maxBytes} has no room for so many
     * @param maxBytes the most bytes of snapshots that waiting events hold
     */
    Lane(int maxEvents, long maxBytes) {
        // At least half of the bytes are for heavy events.
        this.capacity = (int) Math.max(1, Math.min(maxEvents, maxBytes / 2 / LIGHT_BYTES));
        this.maxHeavyBytes = maxBytes - (long) capacity * LIGHT_BYTES;
        int length = capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        this.mask = length - 1;
        this.slots = new @Nullable TraceEvent[length];
        this.roomUntil = new PaddedLong(capacity);
        this.roomUntilBytes = new PaddedLong(maxHeavyBytes);
    }

    /**
     * Takes the event unless the lane is full or sealed. Any thread.
     *
     * @param urgent whether a sleeping courier should come for this event; if not, only a lane half full wakes it
     */
    Offer offer(TraceEvent event, boolean urgent) {
        long weight = EventWeight.of(event);
        boolean heavy = weight > LIGHT_BYTES;
        if (heavy && !reserve(weight)) {
            return isSealed() ? Offer.SEALED : Offer.FULL;
        }
        while (true) {
            long claimed = producers.get();
            long index = claimed >>> 1;
            boolean sealed = (claimed & SEAL) != 0;
            if (sealed || !hasRoomAt(index)) {
                if (heavy) {
                    heavyCame.addAndGet(-weight);
                }
                return sealed ? Offer.SEALED : Offer.FULL;
            }
            if (producers.compareAndSet(claimed, claimed + STEP)) {
                // Stores and no call: on a stack that is nearly full a call may throw, and a slot that is claimed but
                // never filled would stop the lane for good. The sign first: a courier that took the event without it
                // would leave the event to the upload interval. No fence: an event's fields are final, and whether the
                // courier sees the slot at once does not matter to a courier that sees the claim.
                if (urgent && !urgentCame) {
                    urgentCame = true;
                }
                slots[(int) index & mask] = event;
                return mustWake(index, urgent) ? Offer.TAKEN_WAKE : Offer.TAKEN;
            }
        }
    }

    // Two callers that race below may set an older bound over a younger one, which is lower: the next caller looks
    // again.

    private boolean hasRoomAt(long index) {
        if (index < roomUntil.get()) {
            return true;
        }
        long until = consumer.get() + capacity;
        roomUntil.setRelease(until);
        return index < until;
    }

    /** Takes room for the bytes of a heavy event, before its slot: callers that race must not all find the same room. */
    private boolean reserve(long weight) {
        while (true) {
            long came = heavyCame.get();
            if (!hasRoomUntil(came + weight)) {
                return false;
            }
            if (heavyCame.compareAndSet(came, came + weight)) {
                return true;
            }
        }
    }

    private boolean hasRoomUntil(long held) {
        if (held <= roomUntilBytes.get()) {
            return true;
        }
        long until = heavyLeft.get() + maxHeavyBytes;
        roomUntilBytes.setRelease(until);
        return held <= until;
    }

    /** Says that an urgent event came, here or past this lane. Any thread. */
    void hurry() {
        if (!urgentCame) {
            urgentCame = true;
        }
    }

    private boolean mustWake(long index, boolean urgent) {
        int threshold = wakeAt;
        if (threshold == NOBODY_SLEEPS) {
            return false;
        }
        long waiting = index + 1 - consumer.get();
        if (waiting < (urgent ? Math.min(threshold, halfFull()) : halfFull())) {
            return false;
        }
        wakeAt = NOBODY_SLEEPS; // two callers that race here wake twice, which is harmless
        return true;
    }

    private int halfFull() {
        return Math.max(1, capacity / 2);
    }

    /** The next event, or null when none waits or the next one's offer has not quite ended. The courier alone. */
    @Nullable TraceEvent poll() {
        long index = consumer.getPlain();
        int slot = (int) index & mask;
        TraceEvent event = (TraceEvent) SLOT.getVolatile(slots, slot);
        if (event == null) {
            if (taken() > index) {
                // An offer has not quite ended. Its caller may have found urgentCame set, and left it so, just before
                // the courier cleared it.
                hurry();
            }
            return null;
        }
        slots[slot] = null;
        consumer.setRelease(index + 1);
        long weight = EventWeight.of(event);
        if (weight > LIGHT_BYTES) {
            heavyLeft.setRelease(heavyLeft.getPlain() + weight);
        }
        return event;
    }

    /**
     * Says that the courier is about to sleep and wants to be woken once {@code waiting} urgent events are there, or once
     * the lane is {@linkplain #HALF_FULL half full}. The courier looks at {@link #size} afterwards: an offer that came
     * before this one did not see it.
     */
    void wakeAt(int waiting) {
        wakeAt = waiting;
    }

    /** Whether an urgent event came since this was last asked. Asked before polling. The courier alone. */
    boolean takeUrgent() {
        if (!urgentCame) {
            return false;
        }
        urgentCame = false;
        return true;
    }

    /** Whether there is something for the courier to do. */
    boolean hasNews() {
        return urgentCame || size() > 0;
    }

    /** Says that the courier is awake. */
    void awake() {
        wakeAt = NOBODY_SLEEPS;
    }

    /** Ends the taking of events; what was taken can still be polled. Any thread, any number of times. */
    void seal() {
        producers.getAndUpdate(claimed -> claimed | SEAL);
    }

    boolean isSealed() {
        return (producers.get() & SEAL) != 0;
    }

    /** How many events wait. Any thread. */
    int size() {
        long polled = consumer.get(); // read first: the other order could tell a negative size
        return (int) Math.min(Integer.MAX_VALUE, (producers.get() >>> 1) - polled);
    }

    /** The most bytes that the snapshots of waiting events hold. Any thread. */
    long heldBytes() {
        long left = heavyLeft.get(); // read first, as above
        return Math.max(0, heavyCame.get() - left) + (long) size() * LIGHT_BYTES;
    }

    /** How many events were ever polled. Any thread. */
    long polled() {
        return consumer.get();
    }

    /** How many events were ever taken. Any thread. */
    long taken() {
        return producers.get() >>> 1;
    }
}
