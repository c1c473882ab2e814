package io.telltale.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telltale.Envelope;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An {@link Envelope} as bytes: its four parts, each with its length before it. */
final class EnvelopeCode {
    private EnvelopeCode() {}

    static byte[] write(Envelope envelope) {
        byte[] type = envelope.contentType().getBytes(UTF_8);
        byte[][] parts = {type, envelope.prefix(), envelope.separator(), envelope.suffix()};
        int length = 0;
        for (byte[] part : parts) {
            length += 4 + part.length;
        }
        ByteBuffer code = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            code.putInt(part.length).put(part);
        }
        return code.array();
    }

    /** The envelope, or null if these bytes are none. */
    static @Nullable Envelope read(byte[] bytes) {
        ByteBuffer code = ByteBuffer.wrap(bytes);
        try {
            return new Envelope(new String(part(code), UTF_8), part(code), part(code), part(code));
        } catch (BufferUnderflowException tooShort) {
            return null;
        }
    }

    /** An id that another content will hardly have, so that a record found by itself finds its envelope. None that is reserved. */
    static int id(byte[] code) {
        CRC32C checksum = new CRC32C();
        checksum.update(code);
        int id = (int) checksum.getValue();
        return StoreRecord.isReserved(id) ? 1 : id;
    }

    private static byte[] part(ByteBuffer code) {
        int length = code.getInt();
        if (length < 0 || length > code.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] part = new byte[length];
        code.get(part);
        return part;
    }
}
