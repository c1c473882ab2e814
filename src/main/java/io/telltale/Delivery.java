package io.telltale;

/** How an event travels: three deliveries, one road. */
public enum Delivery {
    /** As {@code TELLTALE_DELIVERY} says; in {@link Traced} alone, never in a configuration. */
    DEFAULT,
    /**
     * Sent at once, and a synchronous method's caller waits until its event is delivered or stored, at most {@code
     * TELLTALE_SYNC_MAX_WAIT}.
     */
    SYNC,
    /** Sent at once, and nobody waits. */
    ASYNC,
    /** Stored, and uploaded at {@code TELLTALE_UPLOAD_INTERVAL}. */
    DEFERRED
}
