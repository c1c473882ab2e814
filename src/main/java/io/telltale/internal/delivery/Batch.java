package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import java.util.List;

/**
 * Events that travel in one request: leased together, all of one envelope.
 *
 * @param events at least one, oldest first
 * @param bytes their bytes; the envelope not counted
 */
record Batch(List<EncodedEvent> events, long bytes) {
    static Batch of(List<EncodedEvent> events) {
        long bytes = 0;
        for (EncodedEvent event : events) {
            bytes += event.size();
        }
        return new Batch(List.copyOf(events), bytes);
    }

    /** The oldest event. */
    EncodedEvent first() {
        return events.get(0);
    }

    int size() {
        return events.size();
    }

    boolean isSingle() {
        return events.size() == 1;
    }

    Envelope envelope() {
        return first().envelope();
    }

    /** The size of the request's body, before compression. */
    long requestBytes() {
        Envelope envelope = envelope();
        return bytes
                + envelope.prefix().length
                + envelope.suffix().length
                + (size() - 1L) * envelope.separator().length;
    }

    Batch firstHalf() {
        return Batch.of(events.subList(0, size() / 2));
    }

    Batch secondHalf() {
        return Batch.of(events.subList(size() / 2, size()));
    }
}
