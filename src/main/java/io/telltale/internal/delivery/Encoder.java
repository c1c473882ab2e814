package io.telltale.internal.delivery;

import io.telltale.Envelope;
import io.telltale.TraceEvent;
import io.telltale.internal.format.EventFormat;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts events into wire form, once each. Thread-safe: the courier encodes, and callers whose lane is full. */
final class Encoder {
    private final EventFormat format;
    private final Envelope envelope;
    private final Supplier<Epoch> epoch;
    private final Tickets tickets;
    private final Consumer<Throwable> failures;

    /** @param epoch the epoch that an event stored now belongs to */
    Encoder(EventFormat format, Supplier<Epoch> epoch, Tickets tickets, Consumer<Throwable> failures) {
        this.format = format;
        this.envelope = format.envelope();
        this.epoch = epoch;
        this.tickets = tickets;
        this.failures = failures;
    }

    /** The event in wire form, or null when the format could not put it there: one event lost, never the courier. */
    @Nullable StoredEvent encode(TraceEvent event) {
        Ticket ticket = tickets.of(event);
        try {
            return new StoredEvent(envelope, format.encode(event), event.endNanos(), epoch.get(), ticket);
        } catch (Throwable e) { // an error too: on a caller's thread it would reach the application, uncounted
            failures.accept(e);
            epoch.get().lostBeforeStored();
            if (ticket != null) {
                ticket.release();
            }
            return null;
        }
    }
}
