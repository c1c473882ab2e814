package io.telltale.internal.delivery;

import io.telltale.TraceEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tickets of callers that wait, at most one a thread. Thread-safe. */
final class Tickets {
    private final Map<TraceEvent, Ticket> waiting = new ConcurrentHashMap<>();

    /** A ticket for this event, to be {@linkplain #discard discarded} by its caller. */
    Ticket issue(TraceEvent event) {
        Ticket ticket = new Ticket();
        waiting.put(event, ticket);
        return ticket;
    }

    void discard(TraceEvent event) {
        waiting.remove(event);
    }

    /** The ticket for this event, or null when nobody waits for it. */
    @Nullable Ticket of(TraceEvent event) {
        return waiting.isEmpty() ? null : waiting.get(event);
    }

    boolean isAnyoneWaiting() {
        return !waiting.isEmpty();
    }

    /** Ends every wait: sending is held up, and what is stored is stored. */
    void releaseAll() {
        if (!waiting.isEmpty()) {
            waiting.values().forEach(Ticket::release);
        }
    }
}
