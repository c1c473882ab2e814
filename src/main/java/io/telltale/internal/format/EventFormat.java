package io.telltale.internal.format;

import io.telltale.Envelope;
import io.telltale.TraceEvent;

/** A wire format. Adding one touches no other room. Thread-safe. */
public interface EventFormat {
    /** As {@code TELLTALE_FORMAT} names it. */
    String name();

    /** What surrounds the events that this process sends. */
    Envelope envelope();

    /** The event's bytes, complete in themselves. Runs no user code: values were taken at the call. */
    byte[] encode(TraceEvent event);
}
