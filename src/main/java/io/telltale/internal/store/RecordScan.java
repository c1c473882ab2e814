package io.telltale.internal.store;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds whole records in a file that can't be opened any more, wherever they lie. Some may be of events that had left
 * already and were not overwritten yet: an event is rather sent twice than lost.
 */
final class RecordScan {
    private final Path file;
    private final Map<Integer, Envelope> envelopes = new HashMap<>();

    RecordScan(Path file) {
        this.file = file;
    }

    /** Puts every event that is found into {@code copy}, by its own key. */
    void copyTo(EventFile copy) throws IOException {
        forEach(found -> {
            if (found.envelope() == StoreRecord.ENVELOPE) {
                Envelope envelope = EnvelopeCode.read(found.body());
                if (envelope != null) {
                    envelopes.put((int) found.key(), envelope);
                }
            }
        });
        forEach(found -> {
            Envelope envelope = envelopes.get(found.envelope());
            if (found.envelope() != StoreRecord.ENVELOPE && envelope != null) {
                copy.put(found.key(), new EncodedEvent(envelope, found.body(), 0));
            }
        });
    }

    private interface Visitor {
        void visit(StoreRecord found) throws IOException;
    }

    private void forEach(Visitor visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = 0;
            while (from < channel.size()) {
                from += scan(channel, from, visitor);
            }
        }
    }

    /** Scans as much as can be mapped at once, and returns how far the next scan is to begin behind this one. */
    private static long scan(FileChannel channel, long from, Visitor visitor) throws IOException {
        boolean isLast = channel.size() - from <= Integer.MAX_VALUE;
        int length = (int) Math.min(channel.size() - from, Integer.MAX_VALUE);
        ByteBuffer bytes = channel.map(MapMode.READ_ONLY, from, length);
        // A record across the end is whole in the next window.
        int end = isLast ? length : length / 2;
        int index = 0;
        while (index < end) {
            StoreRecord found = StoreRecord.at(bytes, index);
            if (found == null) {
                index++;
            } else {
                visitor.visit(found);
                index += found.length();
            }
        }
        return index;
    }
}
