package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import org.jspecify.annotations.Nullable;

/** An event of this process in wire form, with what the courier must remember of it. */
final class StoredEvent extends EncodedEvent {
    /** What a flush waits for. */
    final Epoch epoch;

    /** Who waits for it, in synchronous delivery. */
    final @Nullable Ticket ticket;

    /** Whether it could not be sent at once. Written by the one that puts it into the store, then by the courier. */
    boolean spilled;

    /** Whether the server failed over it when it was sent alone: it then travels alone. The courier's. */
    boolean suspect;

    StoredEvent(Envelope envelope, byte[] body, long endNanos, Epoch epoch, @Nullable Ticket ticket) {
        super(envelope, body, endNanos);
        this.epoch = epoch;
        this.ticket = ticket;
    }
}
