package io.telltale.internal.store;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.internal.delivery.DiskStore;
import io.telltale.internal.delivery.InMemoryEventStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An event store in memory whose undelivered events are on the disk too, within the sync interval. Every method works on
 * memory alone: a thread of its own brings the disk to it. An event that is delivered within a quarter of the interval never
 * touches the disk. While the disk fails, or another process has the directory, this is a store in memory.
 */
public final class DiskEventStore implements DiskStore {
    /** Of the steps of the thread, and the age at which an event is written: an interval less the time that writing takes. */
    private static final int STEPS_IN_AN_INTERVAL = 4;

    private static final Duration LAST_WRITE = Duration.ofMillis(1_500);

    /** Milliseconds of the clock, shifted, begin the keys of a process: none is used twice, even if the file was empty. */
    private static final int KEYS_IN_A_MILLISECOND = 20;

    private final InMemoryEventStore memory;
    private final Pending pending;
    private final Backlog backlog;
    private final DiskMirror mirror;
    private final DiskThread thread;

    /** How many of the events of an earlier process have been told of. The courier's. */
    private int told;

    private DiskEventStore(DiskMirror.Opening opening, Duration syncInterval, InMemoryEventStore memory, DiskLog log) {
        this.memory = memory;
        this.pending = new Pending(InstantSource.system().millis() << KEYS_IN_A_MILLISECOND);
        this.backlog = new Backlog(memory, pending);
        Duration step = syncInterval.dividedBy(STEPS_IN_AN_INTERVAL);
        this.mirror = new DiskMirror(opening, pending, backlog, log, step);
        this.thread = new DiskThread(mirror, step);
        mirror.step(System.nanoTime());
        this.told = backlog.found();
        try {
            thread.start();
        } catch (Throwable e) {
            mirror.end(System.nanoTime());
            throw e;
        }
    }

    /**
     * Opens a store, with what an earlier process left in the directory. Reads from the disk on this thread. A directory
     * that can't be used is logged, and tried again.
     *
     * @param memory empty; where events wait, within its bounds
     * @param logger where operators read
     */
    public static EventStore open(Path directory, Duration syncInterval, InMemoryEventStore memory, Logger logger) {
        return open(directory, MvEventFile::open, syncInterval, memory, logger);
    }

    static EventStore open(
            Path directory,
            StoreDirectory.Opener opener,
            Duration syncInterval,
            InMemoryEventStore memory,
            Logger logger) {
        DiskLog log = new DiskLog(directory, logger);
        boolean interrupted = Thread.interrupted(); // a channel closes itself in the hands of an interrupted thread
        try {
            return new DiskEventStore(
                    () -> StoreDirectory.open(directory, opener, log::warn), syncInterval, memory, log);
        } catch (Throwable unusable) {
            log.unusable(unusable);
            return memory;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public List<EncodedEvent> add(EncodedEvent event) {
        note(List.of(event)); // first: once it is in memory it may leave at any time
        List<EncodedEvent> dropped;
        try {
            dropped = memory.add(event);
        } catch (Throwable e) {
            forget(List.of(event));
            throw e;
        }
        forget(dropped);
        return dropped;
    }

    @Override
    public List<EncodedEvent> addAll(List<? extends EncodedEvent> events) {
        note(events);
        List<EncodedEvent> dropped;
        try {
            dropped = memory.addAll(events);
        } catch (Throwable e) {
            forget(events);
            throw e;
        }
        forget(dropped);
        return dropped;
    }

    @Override
    public List<EncodedEvent> lease(int maxEvents, long maxBytes) {
        return memory.lease(maxEvents, maxBytes);
    }

    @Override
    public void settle(List<EncodedEvent> leased) {
        memory.settle(leased);
        forget(leased);
    }

    @Override
    public void giveBack(List<EncodedEvent> leased) {
        memory.giveBack(leased);
    }

    @Override
    public void giveBackLast(List<EncodedEvent> leased) {
        memory.giveBackLast(leased);
        if (pending.moveLast(leased)) {
            thread.wake();
        }
    }

    @Override
    public @Nullable EncodedEvent oldest() {
        return memory.oldest();
    }

    /** Those that are on the disk alone, for want of room in memory, among them. */
    @Override
    public int size() {
        return memory.size() + backlog.left();
    }

    @Override
    public long bytes() {
        return memory.bytes();
    }

    @Override
    public double fill() {
        return memory.fill();
    }

    @Override
    public int takeFoundLate() {
        int late = backlog.found() - told;
        told += late;
        return late;
    }

    @Override
    public long diskBytes() {
        return mirror.bytes();
    }

    /** Not while the disk fails. */
    @Override
    public boolean isPersistent() {
        return mirror.isWorking();
    }

    /**
     * Writes what is left.
     *
     * @throws IllegalStateException if that fails, or takes too long
     */
    @Override
    public void close() {
        boolean worked = mirror.isWorking();
        if (!thread.stop(LAST_WRITE)) {
            throw new IllegalStateException("the disk takes longer than " + LAST_WRITE.toMillis() + " ms to write");
        }
        if (worked && !mirror.isWorking()) {
            throw new IllegalStateException("the disk failed in the end");
        }
    }

    @Override
    public String toString() {
        return "DiskEventStore[" + size() + " events waiting, " + bytes() + " bytes]";
    }

    private void note(List<? extends EncodedEvent> events) {
        if (pending.add(events)) {
            thread.wake();
        }
    }

    private void forget(List<? extends EncodedEvent> events) {
        if (pending.remove(events)) {
            thread.wake();
        }
    }
}
