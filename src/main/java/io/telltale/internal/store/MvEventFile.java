package io.telltale.internal.store;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.IntegerDataType;
import org.h2.mvstore.type.LongDataType;
import org.jspecify.annotations.Nullable;

/**
 * An event file of H2's MVStore: the one class that knows it. Each value is a {@link StoreRecord}; envelopes are kept once
 * each beside the events. All types are given, so nothing in a file is ever deserialized by its own say.
 */
final class MvEventFile implements EventFile {
    private static final int FORMAT = 1;
    private static final String EVENTS = "events";
    private static final String ENVELOPES = "envelopes";
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

    // The same as in the map of envelopes.
    private final Map<Envelope, Integer> ids = new HashMap<>();
    private final Map<Integer, Envelope> byId = new HashMap<>();

    private MvEventFile(MVStore store) {
        this.store = store;
        this.events = open(store, EVENTS, LongDataType.INSTANCE);
        this.envelopes = open(store, ENVELOPES, IntegerDataType.INSTANCE);
    }

    private static <K> MVMap<K, byte[]> open(MVStore store, String name, DataType<K> keys) {
        return store.openMap(name, new MVMap.Builder<K, byte[]>().keyType(keys).valueType(ByteArrayDataType.INSTANCE));
    }

    /**
     * Opens the file, or makes it, and reads it through.
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
                || !Set.of(EVENTS, ENVELOPES).containsAll(store.getMapNames())) {
            throw new DamagedFileException("it was written by another program");
        }
        store.setRetentionTime(0); // safe, for nothing is overwritten before a commit has made it superfluous
        MvEventFile file = new MvEventFile(store);
        file.readEnvelopes();
        file.readThrough();
        file.commit();
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
            cursor.next();
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
    public long lastKey() throws IOException {
        Long last = attemptOrNull(events::lastKey);
        return last == null ? 0 : last;
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
        while (byId.containsKey(id) || id == StoreRecord.ENVELOPE) {
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
    }

    @Override
    public void commit() throws IOException {
        attempt(() -> {
            store.commit();
            store.sync(); // before the next commit overwrites what this one made superfluous
            return this;
        });
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

    private static <T> T attempt(Callable<T> work) throws IOException {
        T result = attemptOrNull(work);
        if (result == null) {
            throw new IllegalStateException();
        }
        return result;
    }

    private static <T> @Nullable T attemptOrNull(Callable<? extends @Nullable T> work) throws IOException {
        try {
            return work.call();
        } catch (IOException | LinkageError e) {
            throw e;
        } catch (MVStoreException e) {
            throw inWords(e);
        } catch (Exception | AssertionError e) { // a file that is not what it should be can fail anywhere
            throw new DamagedFileException("it can't be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** An MVStore's message may quote the file, so it is not handed on. */
    private static IOException inWords(MVStoreException e) {
        if (e.getCause() instanceof IOException cause && !(cause instanceof EOFException)) {
            return cause;
        }
        return switch (e.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED -> new IOException("another process has it open", e);
            case DataUtils.ERROR_WRITING_FAILED -> new IOException("it can't be written", e);
            case DataUtils.ERROR_CLOSED -> new IOException("it was closed", e);
            default -> new DamagedFileException("it is damaged (MVStore error " + e.getErrorCode() + ")", e);
        };
    }
}
