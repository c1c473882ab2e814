package io.telltale;

/**
 * One event in wire form, as an {@link EventStore} keeps it. A store treats it as opaque and hands out the very object
 * it was given; only a store that outlives the process makes new ones, of what it kept.
 */
public class EncodedEvent {
    private final Envelope envelope;
    private final byte[] body;
    private final long endNanos;

    /**
     * @param envelope what surrounds it on the wire
     * @param body the event's bytes, never changed from now on
     * @param endNanos {@link System#nanoTime} at the call's end; for an event of an earlier process, when it was read back
     */
    public EncodedEvent(Envelope envelope, byte[] body, long endNanos) {
        this.envelope = envelope;
        this.body = body;
        this.endNanos = endNanos;
    }

    public final Envelope envelope() {
        return envelope;
    }

    /** The event's bytes; not a copy. */
    public final byte[] body() {
        return body;
    }

    /** The size of {@link #body}. */
    public final int size() {
        return body.length;
    }

    /** {@link System#nanoTime} at the call's end. */
    public final long endNanos() {
        return endNanos;
    }

    /** Its size; never a payload. */
    @Override
    public final String toString() {
        return "EncodedEvent[" + body.length + " bytes]";
    }
}
