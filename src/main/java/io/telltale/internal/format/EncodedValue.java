package io.telltale.internal.format;

/** One value in a wire format's own bytes, as a {@link io.telltale.TraceEvent} carries it. Immutable. */
public final class EncodedValue {
    private final byte[] bytes;

    EncodedValue(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Its size; never the value. */
    @Override
    public String toString() {
        return "EncodedValue[" + bytes.length + " bytes]";
    }
}
