package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import org.jspecify.annotations.Nullable;

/** An event of this process in wire form, with what the courier must remember of it. 32 bytes of heap and the body. */
final class StoredEvent extends EncodedEvent {
    /** Written by the one that puts it into the store, then by the courier. */
    private Standing standing;

    StoredEvent(Envelope envelope, byte[] body, long endNanos, Epoch epoch, @Nullable Ticket ticket) {
        super(envelope, body, endNanos);
        standing = ticket == null ? epoch.standing(false, false) : new Standing(epoch, ticket, false, false);
    }

    Epoch epoch() {
        return standing.epoch;
    }

    @Nullable Ticket ticket() {
        return standing.ticket;
    }

    boolean isSpilled() {
        return standing.spilled;
    }

    /** It could not be sent at once. */
    void spill() {
        standing = standing.asSpilled();
    }

    boolean isSuspect() {
        return standing.suspect;
    }

    /** The server failed over it when it was sent alone. The courier's. */
    void suspect() {
        standing = standing.asSuspect();
    }
}
