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
 * Finds whole records in a file that is damaged or torn, wherever they lie. The newest mark among them says whose events had
 * left already and were only not overwritten yet.
 */
final class RecordScan {
    /** What is not committed is in memory. */
    private static final long SLICE_BYTES = 4L << 20;

    private final Path file;
    private final Map<Integer, Envelope> envelopes = new HashMap<>();
    private LiveKeys live = new LiveKeys();
    private long lastMark = Long.MIN_VALUE;
    private long highestKey = Long.MIN_VALUE;

    private RecordScan(Path file) {
        this.file = file;
    }

    /** Reads the file through. */
    static RecordScan of(Path file) throws IOException {
        RecordScan scan = new RecordScan(file);
        scan.forEach(scan::note);
        return scan;
    }

    private void note(StoreRecord found) {
        switch (found.envelope()) {
            case StoreRecord.ENVELOPE -> {
                Envelope envelope = EnvelopeCode.read(found.body());
                if (envelope != null) {
                    envelopes.put((int) found.key(), envelope);
                }
            }
            case StoreRecord.MARK -> {
                LiveKeys keys = LiveKeys.of(found.body());
                if (keys != null && found.key() > lastMark) {
                    lastMark = found.key();
                    live = keys;
                }
            }
            default -> highestKey = Math.max(highestKey, found.key());
        }
    }

    /** Whether there is more in the file than what was found of it by opening it. */
    boolean isAheadOf(EventFile opened) {
        return lastMark > opened.lastMark() || highestKey > opened.highestKey();
    }

    /** Puts every event that is found, and had not left, into {@code copy} by its own key. */
    void copyTo(EventFile copy) throws IOException {
        Copier copier = new Copier(copy);
        forEach(copier::copy);
        copy.commit();
    }

    private final class Copier {
        private final EventFile copy;
        private long uncommitted;

        Copier(EventFile copy) {
            this.copy = copy;
        }

        void copy(StoreRecord found) throws IOException {
            Envelope envelope = envelopes.get(found.envelope());
            if (StoreRecord.isReserved(found.envelope()) || envelope == null || !live.mayBe(found.key())) {
                return;
            }
            copy.put(found.key(), new EncodedEvent(envelope, found.body(), 0));
            uncommitted += found.length();
            if (uncommitted > SLICE_BYTES) {
                copy.commit();
                uncommitted = 0;
            }
        }
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
