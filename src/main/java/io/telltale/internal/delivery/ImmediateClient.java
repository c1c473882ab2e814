package io.telltale.internal.delivery;

import io.telltale.TraceEvent;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Synchronous delivery: the same road as everyone's, and a bounded wait for its end. Callers that wait together travel
 * together. Nothing is cancelled when the wait is over, so nothing is counted twice. Thread-safe.
 */
final class ImmediateClient {
    private final Predicate<TraceEvent> road;
    private final Tickets tickets;
    private final Pulse pulse;
    private final Runnable wakeCourier;
    private final long maxWaitNanos;

    /**
     * @param road takes an event, or says that it takes no more
     * @param wakeCourier has the courier come at once, though it may be gathering events for a moment
     */
    ImmediateClient(Predicate<TraceEvent> road, Runnable wakeCourier, Tickets tickets, Pulse pulse, Duration maxWait) {
        this.road = road;
        this.wakeCourier = wakeCourier;
        this.tickets = tickets;
        this.pulse = pulse;
        this.maxWaitNanos = maxWait.toNanos();
    }

    /** Returns once the event is delivered, or stored because it can't be, or after the longest wait. */
    void deliver(TraceEvent event) {
        Ticket ticket = tickets.issue(event);
        try {
            if (road.test(event) && !isVain()) {
                wakeCourier.run();
                ticket.await(maxWaitNanos);
            }
        } finally {
            tickets.discard(event);
        }
    }

    /** Behind a request that is as old as the whole wait, or a closed gate, waiting helps nobody. */
    private boolean isVain() {
        return pulse.isHeldUp() || pulse.isRequestOlderThan(maxWaitNanos);
    }
}
