package io.telltale.internal.store;

import static io.telltale.internal.store.MvFailures.attempt;
import static io.telltale.internal.store.MvFailures.attemptOrNull;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.IntegerDataType;
import org.h2.mvstore.type.LongDataType;
import org.jspecify.annotations.Nullable;

/**
 * An event file of H2's MVStore: the one class that knows it. Each value is a {@link StoreRecord}; envelopes are kept once
 * each beside the events, and at every commit a mark says which keys are live. All types are given, so nothing in a file is ever deserialized by its own say.
 */
final class MvEventFile implements EventFile {
    private static final int FORMAT = 1;
    private static final String EVENTS = "events";
    private static final String ENVELOPES = "envelopes";
    private static final String MARKS = "marks";

    // In MVStore's own header: what the last version that it tells of is, and whether the file was closed.
    private static final String VERSION = "version";
    private static final String CLOSED = "clean";

    /** Of the only mark that is kept. */
    private static final int THE_LAST = 0;

    /** Milliseconds of the clock, shifted, begin the marks of a process: none is used twice, even if the last ones are lost. */
    private static final int MARKS_IN_A_MILLISECOND = 20;

    private static final int CACHE_MIB = 4;

    /** Where less of the file than this is in use, it is compacted. */
    private static final int FILL_PERCENT = 50;

    /** What MVStore writes before anything else: a longer file has held something. */
    private static final long HEADER_BYTES = 8192;

    /** Below this a file is left alone, however little of it is in use. */
    private static final long SMALL = 4L << 20;

    private static final int COMPACTION_MILLIS = 50;

    private final MVStore store;
    private final MVMap<Long, byte[]> events;
    private final MVMap<Integer, byte[]> envelopes;
    private final MVMap<Integer, byte[]> marks;
    private final boolean wasClosed;

    /** The same keys as in the map of events. */
    private final LiveKeys live = new LiveKeys();

    private long lastMark = Long.MIN_VALUE;

    /** Whether the next commit needs a mark. The first does: a torn end may hold a mark later than the one that was read. */
    private boolean unmarked = true;

    // The same as in the map of envelopes.
    private final Map<Envelope, Integer> ids = new HashMap<>();
    private final Map<Integer, Envelope> byId = new HashMap<>();

    private MvEventFile(MVStore store) {
        this.store = store;
        this.events = open(store, EVENTS, LongDataType.INSTANCE);
        this.envelopes = open(store, ENVELOPES, IntegerDataType.INSTANCE);
        this.marks = open(store, MARKS, IntegerDataType.INSTANCE);
        this.wasClosed = store.getStoreHeader().containsKey(CLOSED);
    }

    private static <K> MVMap<K, byte[]> open(MVStore store, String name, DataType<K> keys) {
        return store.openMap(name, new MVMap.Builder<K, byte[]>().keyType(keys).valueType(ByteArrayDataType.INSTANCE));
    }

    /**
     * Opens the file, or makes it, and reads it through. What it holds is not changed before the first commit.
     *
     * @throws DamagedFileException if it is not what this class wrote, or not wholly
     */
    static MvEventFile open(Path path) throws IOException {
        boolean heldSomething = Files.exists(path) && Files.size(path) > HEADER_BYTES;
        MVStore store = attempt(() -> new MVStore.Builder()
                .fileName(path.toAbsolutePath().toString())
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .cacheSize(CACHE_MIB)
                .autoCompactFillRate(FILL_PERCENT)
                .open());
        try {
            return attempt(() -> read(store, heldSomething));
        } catch (Throwable e) {
            store.closeImmediately();
            throw e;
        }
    }

    private static MvEventFile read(MVStore store, boolean heldSomething) throws IOException {
        if (store.isReadOnly()) {
            throw new IOException("the file is read-only");
        }
        boolean isNew = store.getMapNames().isEmpty();
        if (isNew && heldSomething) { // MVStore goes back to the last state that is whole, be it the first
            throw new DamagedFileException("what it held is not whole");
        } else if (isNew) {
            store.setStoreVersion(FORMAT);
        } else if (store.getStoreVersion() != FORMAT
                || !Set.of(EVENTS, ENVELOPES, MARKS).containsAll(store.getMapNames())) {
            throw new DamagedFileException("it was written by another program");
        } else if (DataUtils.readHexLong(store.getStoreHeader(), VERSION, 0) > store.getCurrentVersion()) {
            throw new TornFileException("a part of it is missing"); // it went back to an older one
        }
        store.setRetentionTime(0); // safe, for nothing is overwritten before a commit has made it superfluous
        MvEventFile file = new MvEventFile(store);
        file.readEnvelopes();
        file.readThrough();
        file.readMark();
        return file;
    }

    private void readEnvelopes() throws IOException {
        Cursor<Integer, byte[]> cursor = envelopes.cursor(null);
        while (cursor.hasNext()) {
            int id = cursor.next();
            StoreRecord kept = StoreRecord.of(cursor.getValue());
            Envelope envelope = kept == null ? null : EnvelopeCode.read(kept.body());
            if (envelope == null) {
                throw new DamagedFileException("an envelope is damaged");
            }
            ids.put(envelope, id);
            byId.put(id, envelope);
        }
    }

    /** Finds damages now, and envelopes that no event needs any more. */
    private void readThrough() throws IOException {
        Set<Integer> used = new HashSet<>();
        Cursor<Long, byte[]> cursor = events.cursor(null);
        while (cursor.hasNext()) {
            live.add(cursor.next());
            StoreRecord kept = whole(cursor.getValue());
            used.add(kept.envelope());
        }
        for (int unused : Set.copyOf(byId.keySet())) {
            if (!used.contains(unused)) {
                envelopes.remove(unused);
                ids.remove(byId.remove(unused));
            }
        }
    }

    private void readMark() throws IOException {
        byte[] value = marks.get(THE_LAST);
        if (value != null) {
            StoreRecord mark = StoreRecord.of(value);
            LiveKeys keys = mark == null ? null : LiveKeys.of(mark.body());
            if (mark == null || keys == null) {
                throw new DamagedFileException("a mark is damaged");
            }
            lastMark = mark.key();
            live.raise(keys.highest());
        }
    }

    private StoreRecord whole(byte[] value) throws IOException {
        StoreRecord kept = StoreRecord.of(value);
        if (kept == null || !byId.containsKey(kept.envelope())) {
            throw new DamagedFileException("an event is damaged");
        }
        return kept;
    }

    @Override
    public @Nullable KeptEvent read(long from) throws IOException {
        return attemptOrNull(() -> {
            Long key = events.ceilingKey(from);
            byte[] value = key == null ? null : events.get(key);
            if (key == null || value == null) {
                return null;
            }
            StoreRecord kept = whole(value);
            Envelope envelope = byId.get(kept.envelope());
            if (envelope == null) {
                throw new DamagedFileException("an envelope is missing");
            }
            return new KeptEvent(key, new EncodedEvent(envelope, kept.body(), System.nanoTime()));
        });
    }

    @Override
    public @Nullable Long key(long from) throws IOException {
        return attemptOrNull(() -> events.ceilingKey(from));
    }

    @Override
    public long highestKey() {
        return live.highest();
    }

    @Override
    public long lastMark() {
        return lastMark;
    }

    @Override
    public boolean wasClosed() {
        return wasClosed;
    }

    @Override
    public int size() throws IOException {
        return attempt(events::size);
    }

    /** How many envelopes there are. */
    int envelopes() {
        return byId.size();
    }

    @Override
    public void put(long key, EncodedEvent event) throws IOException {
        attempt(() -> {
            int envelope = idOf(event.envelope());
            events.put(key, new StoreRecord(envelope, key, event.body()).toBytes());
            live.add(key);
            unmarked = true;
            return this;
        });
    }

    private int idOf(Envelope envelope) {
        Integer known = ids.get(envelope);
        if (known != null) {
            return known;
        }
        byte[] code = EnvelopeCode.write(envelope);
        int id = EnvelopeCode.id(code);
        while (byId.containsKey(id) || StoreRecord.isReserved(id)) {
            id++;
        }
        envelopes.put(id, new StoreRecord(StoreRecord.ENVELOPE, id, code).toBytes());
        ids.put(envelope, id);
        byId.put(id, envelope);
        store.commit(); // before the events, so that a file that is torn has it
        return id;
    }

    @Override
    public void remove(long key) throws IOException {
        attemptOrNull(() -> events.remove(key));
        live.remove(key);
        unmarked = true;
    }

    @Override
    public void commit() throws IOException {
        attempt(() -> {
            mark();
            store.commit();
            store.sync(); // before the next commit overwrites what this one made superfluous
            return this;
        });
    }

    private void mark() {
        if (unmarked) {
            lastMark = Math.max(lastMark + 1, InstantSource.system().millis() << MARKS_IN_A_MILLISECOND);
            marks.put(THE_LAST, new StoreRecord(StoreRecord.MARK, lastMark, live.toBytes()).toBytes());
            unmarked = false;
        }
    }

    @Override
    public void compact() throws IOException {
        attempt(() -> {
            if (store.getFileStore().size() > SMALL) {
                store.compactFile(COMPACTION_MILLIS);
            }
            return this;
        });
    }

    @Override
    public long bytes() throws IOException {
        return attempt(() -> store.getFileStore().size());
    }

    @Override
    public void close() throws IOException {
        attempt(() -> {
            store.close();
            return this;
        });
    }

    @Override
    public void abandon() {
        store.closeImmediately();
    }
}
