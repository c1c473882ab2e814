package io.telltale.internal.delivery;

import io.telltale.Envelope;
import io.telltale.TraceEvent;
import io.telltale.internal.format.EventFormat;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts events into wire form, once each, but for those that are left out. Thread-safe: the courier encodes, and callers
 * whose lane is full.
 */
final class Encoder {
    private final EventFormat format;
    private final Envelope envelope;
    private final Predicate<TraceEvent> leavesOut;
    private final Supplier<Epoch> epoch;
    private final Tickets tickets;
    private final Consumer<Throwable> failures;

    /**
     * @param leavesOut whether an event is to make way for others; asked before it is encoded
     * @param epoch the epoch that an event stored now belongs to
     */
    Encoder(
            EventFormat format,
            Predicate<TraceEvent> leavesOut,
            Supplier<Epoch> epoch,
            Tickets tickets,
            Consumer<Throwable> failures) {
        this.format = format;
        this.envelope = format.envelope();
        this.leavesOut = leavesOut;
        this.epoch = epoch;
        this.tickets = tickets;
        this.failures = failures;
    }

    /**
     * The event in wire form, or null when it is lost: left out, or the format could not put it there, which costs that
     * event and never the courier.
     *
     * @param losses told why, to count it, before a caller that waits goes on
     */
    @Nullable StoredEvent encode(TraceEvent event, Consumer<DropReason> losses) {
        Ticket ticket = tickets.of(event);
        DropReason why = DropReason.SAMPLED_UNDER_PRESSURE;
        try {
            if (!leavesOut.test(event)) {
                return new StoredEvent(envelope, format.encode(event), event.endNanos(), epoch.get(), ticket);
            }
        } catch (Throwable e) { // an error too: on a caller's thread it would reach the application, uncounted
            failures.accept(e);
            why = DropReason.UNENCODABLE;
        }
        losses.accept(why);
        epoch.get().lostBeforeStored();
        if (ticket != null) {
            ticket.release();
        }
        return null;
    }
}
