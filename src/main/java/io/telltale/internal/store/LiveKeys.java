package io.telltale.internal.store;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a file are those of undelivered events. It is written beside them at every commit, so that a record found by
 * itself is known to be one whose event had left. Ranges, for events come and leave in their order but for a few. For one
 * thread at a time.
 */
final class LiveKeys {
    /** More are written as fewer and wider ones: an event is rather sent twice than lost. */
    static final int MAX_RANGES = 1_000;

    /** From the first key of each to its last; no two touch. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    private long highest;

    void add(long key) {
        highest = Math.max(highest, key);
        Map.Entry<Long, Long> before = ranges.floorEntry(key);
        if (before != null && before.getValue() >= key) {
            return;
        }
        long first = before != null && before.getValue() == key - 1 ? before.getKey() : key;
        Long joined = ranges.remove(key + 1);
        ranges.put(first, joined == null ? key : joined);
    }

    void remove(long key) {
        Map.Entry<Long, Long> around = ranges.floorEntry(key);
        if (around == null || around.getValue() < key) {
            return;
        }
        ranges.remove(around.getKey());
        if (around.getKey() < key) {
            ranges.put(around.getKey(), key - 1);
        }
        if (around.getValue() > key) {
            ranges.put(key + 1, around.getValue());
        }
    }

    /** Whether the key is that of an undelivered event, or may be: one above all that were added came later. */
    boolean mayBe(long key) {
        Map.Entry<Long, Long> before = ranges.floorEntry(key);
        return key > highest || (before != null && before.getValue() >= key);
    }

    /** The highest key that was ever added, or 0. */
    long highest() {
        return highest;
    }

    /** Notes that keys up to this one were added once. */
    void raise(long key) {
        highest = Math.max(highest, key);
    }

    byte[] toBytes() {
        int count = Math.min(ranges.size(), MAX_RANGES);
        ByteBuffer bytes = ByteBuffer.allocate(8 + 16 * count);
        bytes.putLong(highest);
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            boolean isLast = bytes.remaining() == 16;
            bytes.putLong(range.getKey()).putLong(isLast ? ranges.lastEntry().getValue() : range.getValue());
            if (isLast) {
                break;
            }
        }
        return bytes.array();
    }

    /** The keys that {@link #toBytes} wrote, or null if these bytes are none. */
    static @Nullable LiveKeys of(byte[] bytes) {
        if (bytes.length % 16 != 8) {
            return null;
        }
        ByteBuffer code = ByteBuffer.wrap(bytes);
        LiveKeys keys = new LiveKeys();
        keys.highest = code.getLong();
        while (code.hasRemaining()) {
            keys.ranges.put(code.getLong(), code.getLong());
        }
        return keys;
    }
}
