package io.telltale.internal.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What the courier must remember of a stored event, behind one reference: with fields of its own each event would take
 * eight bytes more of the heap. Immutable; the events of an epoch that stand alike share one.
 */
final class Standing {
    /** What a flush waits for. */
    final Epoch epoch;

    /** Who waits for the event, in synchronous delivery. */
    final @Nullable Ticket ticket;

    /** Whether it could not be sent at once. */
    final boolean spilled;

    /** Whether the server failed over it when it was sent alone: it then travels alone. */
    final boolean suspect;

    Standing(Epoch epoch, @Nullable Ticket ticket, boolean spilled, boolean suspect) {
        this.epoch = epoch;
        this.ticket = ticket;
        this.spilled = spilled;
        this.suspect = suspect;
    }

    Standing asSpilled() {
        return ticket == null ? epoch.standing(true, suspect) : new Standing(epoch, ticket, true, suspect);
    }

    Standing asSuspect() {
        return ticket == null ? epoch.standing(spilled, true) : new Standing(epoch, ticket, spilled, true);
    }
}
