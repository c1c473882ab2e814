package io.telltale.internal.store;

import io.telltale.EncodedEvent;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A real file that fails to be written to when its disk says so, and counts. */
final class FaultyFile implements EventFile {
    final AtomicInteger puts = new AtomicInteger();
    final AtomicInteger commits = new AtomicInteger();
    final AtomicInteger compactions = new AtomicInteger();

    private final EventFile file;
    private final Disk disk;

    FaultyFile(EventFile file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    @Override
    public KeptEvent read(long from) throws IOException {
        return file.read(from);
    }

    @Override
    public Long key(long from) throws IOException {
        return file.key(from);
    }

    @Override
    public long highestKey() {
        return file.highestKey();
    }

    @Override
    public long lastMark() {
        return file.lastMark();
    }

    @Override
    public boolean wasClosed() {
        return file.wasClosed();
    }

    @Override
    public int size() throws IOException {
        return file.size();
    }

    @Override
    public void put(long key, EncodedEvent event) throws IOException {
        puts.incrementAndGet();
        file.put(key, event);
    }

    @Override
    public void remove(long key) throws IOException {
        file.remove(key);
    }

    @Override
    public void commit() throws IOException {
        if (disk.fault != null) {
            sneak(disk.fault);
        }
        file.commit();
        commits.incrementAndGet();
    }

    @Override
    public void compact() throws IOException {
        compactions.incrementAndGet();
        file.compact();
    }

    @Override
    public long bytes() throws IOException {
        return file.bytes();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public void abandon() {
        file.abandon();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable fault) throws T {
        throw (T) fault;
    }
}
