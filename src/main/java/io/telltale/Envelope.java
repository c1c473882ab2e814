package io.telltale;

import java.util.Arrays;

/**
 * What surrounds events on the wire: a body is {@code prefix + events joined by separator + suffix}. One envelope serves
 * all events of one process and format; a batch never mixes two. Immutable as long as nobody writes to its arrays.
 *
 * @param contentType the body's media type
 * @param prefix bytes before the first event, the sender's system info among them
 * @param separator bytes between two events
 * @param suffix bytes after the last event
 */
public record Envelope(String contentType, byte[] prefix, byte[] separator, byte[] suffix) {
    /** By content: a store that outlives the process reads its envelopes back. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Envelope that
                && contentType.equals(that.contentType)
                && Arrays.equals(prefix, that.prefix)
                && Arrays.equals(separator, that.separator)
                && Arrays.equals(suffix, that.suffix);
    }

    @Override
    public int hashCode() {
        return 31 * contentType.hashCode() + Arrays.hashCode(prefix);
    }

    @Override
    public String toString() {
        return "Envelope[" + contentType + ", " + prefix.length + " bytes of prefix]";
    }
}
