package io.telltale.internal.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the file: an event, an envelope or a mark, with its own key and checksum, so that it is found and known
 * to be whole even where the file around it is not.
 *
 * @param envelope the envelope's id for an event, {@link #ENVELOPE} or {@link #MARK} for these
 * @param key an event's key, an envelope's id, or a mark's place in the order of marks
 * @param body an event's bytes, an {@link EnvelopeCode}, or {@link LiveKeys}
 */
record StoreRecord(int envelope, long key, byte[] body) {
    /** In place of an envelope's id; no envelope has it for its own. */
    static final int ENVELOPE = 0;

    /** The same for a mark: which keys were live at a commit. */
    static final int MARK = -1;

    /** Begins every record; another form of records begins otherwise. */
    static final int MAGIC = 0x54_45_4C_31;

    private static final int HEADER = 4 + 4 + 4 + 8 + 4;

    /** Whether no envelope may have this id. */
    static boolean isReserved(int id) {
        return id == ENVELOPE || id == MARK;
    }

    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + body.length);
        bytes.putInt(MAGIC).putInt(0).putInt(envelope).putLong(key).putInt(body.length);
        bytes.put(body);
        bytes.putInt(4, checksum(bytes, 0, HEADER + body.length));
        return bytes.array();
    }

    /** The record that these bytes are, or null if they are none or damaged. */
    static @Nullable StoreRecord of(byte[] bytes) {
        StoreRecord found = at(ByteBuffer.wrap(bytes), 0);
        return found != null && HEADER + found.body.length == bytes.length ? found : null;
    }

    /** The record that begins at {@code index}, or null if none does or it is damaged. The position is left alone. */
    static @Nullable StoreRecord at(ByteBuffer bytes, int index) {
        int room = bytes.limit() - index;
        if (room < HEADER || bytes.getInt(index) != MAGIC) {
            return null;
        }
        int length = bytes.getInt(index + HEADER - 4);
        if (length < 0 || length > room - HEADER) {
            return null;
        }
        if (bytes.getInt(index + 4) != checksum(bytes, index, HEADER + length)) {
            return null;
        }
        byte[] body = new byte[length];
        bytes.get(index + HEADER, body);
        return new StoreRecord(bytes.getInt(index + 8), bytes.getLong(index + 12), body);
    }

    /** How many bytes it takes. */
    int length() {
        return HEADER + body.length;
    }

    private static int checksum(ByteBuffer bytes, int index, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().limit(index + length).position(index + 8));
        return (int) checksum.getValue();
    }
}
