package io.telltale.internal.delivery;

import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import io.telltale.internal.format.EncodedValue;
import org.jspecify.annotations.Nullable;

/** About how many bytes of snapshots an event holds: what makes one event in the lane heavier than another. */
final class EventWeight {
    private EventWeight() {}

    /** Bytes, 0 for an event without inputs, output and failure. */
    static long of(TraceEvent event) {
        long weight = 0;
        for (int i = 0; i < event.inputCount(); i++) {
            weight += of(event.input(i));
        }
        if (event.hasOutput()) {
            weight += of(event.output());
        }
        TraceFailure failure = event.failure();
        if (failure != null) {
            weight += failure.stackTrace().length() + of(failure.message());
        }
        return weight;
    }

    private static long of(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        return value instanceof EncodedValue encoded ? encoded.bytes().length : 0;
    }
}
