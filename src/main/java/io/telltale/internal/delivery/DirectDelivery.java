package io.telltale.internal.delivery;

import io.telltale.Delivery;
import io.telltale.EncodedEvent;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.internal.format.EventFormat;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** In place of a road: each event is handed over as it is told, on the thread that tells it. Thread-safe. */
public final class DirectDelivery {
    private final EventFormat format;
    private final Consumer<EncodedEvent> receiver;
    private final Logger log;

    public DirectDelivery(EventFormat format, Consumer<EncodedEvent> receiver, Logger log) {
        this.format = format;
        this.receiver = receiver;
        this.log = log;
    }

    /** Encodes the event as a road does, and hands it over. Throws what the receiver throws. */
    public void record(TraceEvent event, Delivery delivery) {
        EncodedEvent encoded = new EncodedEvent(format.envelope(), format.encode(event), event.endNanos());
        TraceContext current = TraceContext.suppress();
        try {
            receiver.accept(encoded);
        } finally {
            TraceContext.exchange(current);
        }
    }

    /** Says what cost an event: here somebody is there to read it. */
    public void trouble(Throwable thrown) {
        log.warn("An event was lost to a failure of tracing's own, or of who receives events", thrown);
    }
}
