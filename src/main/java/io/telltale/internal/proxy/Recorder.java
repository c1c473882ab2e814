package io.telltale.internal.proxy;

import io.telltale.Delivery;
import io.telltale.TraceEvent;

/**
 * Takes a completed call's event on the caller's thread, where its span may still be current. Never throws. Code of the
 * application's own that it runs there is no part of the trace: it suppresses tracing meanwhile.
 */
@FunctionalInterface
public interface Recorder {
    /**
     * Hands the event over.
     *
     * @param delivery never {@link Delivery#DEFAULT}; {@code SYNC} may wait, at most {@code TELLTALE_SYNC_MAX_WAIT}
     */
    void record(TraceEvent event, Delivery delivery);
}
