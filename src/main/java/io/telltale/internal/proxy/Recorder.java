package io.telltale.internal.proxy;

import io.telltale.Delivery;
import io.telltale.TraceEvent;

/** Takes a completed call's event on the caller's thread. Never throws. */
@FunctionalInterface
public interface Recorder {
    /**
     * Hands the event over.
     *
     * @param delivery never {@link Delivery#DEFAULT}; {@code SYNC} may wait, at most {@code TELLTALE_SYNC_MAX_WAIT}
     */
    void record(TraceEvent event, Delivery delivery);
}
