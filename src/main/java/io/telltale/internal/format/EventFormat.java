package io.telltale.internal.format;

import io.telltale.Envelope;
import io.telltale.TraceEvent;

/** A wire format. Adding one touches no other room. Thread-safe. */
public interface EventFormat {
    /** As {@code TELLTALE_FORMAT} names it. */
    String name();

    /** What surrounds the events that this process sends. */
    Envelope envelope();

    /**
     * The event's bytes, complete in themselves. Runs no user code: values were taken at the call, as a {@link
     * PlainValue} or an {@link EncodedValue} of this very format.
     */
    byte[] encode(TraceEvent event);

    /** A writer for one structured value. */
    ValueSink newValueSink();

    /**
     * How much of {@code text} this format can write in {@code maxBytes}, escapes counted, quotes not. Looks at no more
     * of the text than fits.
     *
     * @return the number of leading chars that fit; never ends between the two halves of a surrogate pair
     */
    int fit(String text, int maxBytes);

    /**
     * Reads the body of a 2xx answer, or its first bytes. Never throws: what can't be read says nothing.
     *
     * @return {@link Acceptance#OF_ALL} in a format whose receivers say no more than their status
     */
    default Acceptance read(byte[] answer) {
        return Acceptance.OF_ALL;
    }
}
