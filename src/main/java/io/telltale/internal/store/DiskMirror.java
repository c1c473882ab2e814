package io.telltale.internal.store;

import io.telltale.EncodedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the disk to what is undelivered, a step at a time, and goes on without it while it fails. For one thread, but for
 * {@link #isWorking}.
 */
final class DiskMirror {
    /** How long a disk that failed is left alone. */
    static final long RETRY_PAUSE = Duration.ofSeconds(10).toNanos();

    private static final long COMPACTION_PAUSE = Duration.ofSeconds(1).toNanos();
    /** Added to now: every event has ended before. */
    private static final long WHATEVER_ITS_AGE = Long.MAX_VALUE / 2;

    private static final int SLICE_EVENTS = 1_000;
    private static final long SLICE_BYTES = 4L << 20;

    /** Takes the directory, as {@link StoreDirectory#open} does. */
    interface Opening {
        StoreDirectory open() throws IOException;
    }

    private final Opening opening;
    private final Pending pending;
    private final Backlog backlog;
    private final DiskLog log;
    private final long youth;

    /** Null until it could be taken. */
    private @Nullable StoreDirectory directory;

    /** Null while the disk fails. */
    private @Nullable EventFile file;

    private long retryAt;
    private long compactAt;
    private boolean changedSinceCompaction;
    private boolean toldOfTooLarge;

    /** Whether the last step succeeded. Written by the thread that steps. */
    private volatile boolean working = true;

    /** How long the file was after the last step. Written by the thread that steps. */
    private volatile long bytes;

    /** @param youth events that ended less than so long ago are not written yet, for most are delivered by then */
    DiskMirror(Opening opening, Pending pending, Backlog backlog, DiskLog log, Duration youth) {
        this.opening = opening;
        this.pending = pending;
        this.backlog = backlog;
        this.log = log;
        this.youth = youth.toNanos();
    }

    /**
     * Opens the file if it is not, writes what is old enough, and removes what has left. Never throws.
     *
     * @param now on the clock of {@link System#nanoTime}
     */
    void step(long now) {
        EventFile usable = file;
        try {
            if (usable == null) {
                if (!working && now - retryAt < 0) {
                    return;
                }
                usable = directory == null ? begin() : reopen(directory);
            }
            write(usable, now - youth);
            backlog.load(usable);
            tellOfTooLarge();
            compact(usable, now);
            bytes = usable.bytes();
        } catch (Throwable e) { // an error too: tracing goes on in memory, whatever the disk does
            failed(usable, e, now);
        }
    }

    /** Writes all that is undelivered, and closes file and directory. What is on a disk that fails is left as it is. */
    void end(long now) {
        EventFile usable = file;
        try {
            if (usable != null) {
                write(usable, now + WHATEVER_ITS_AGE);
                usable.close();
                file = null;
            }
        } catch (Throwable e) {
            failed(usable, e, now);
        } finally {
            release();
        }
    }

    /** Whether what is undelivered outlives the process, but for the youngest. Any thread. */
    boolean isWorking() {
        return working;
    }

    /** How long the file is, as far as is known; 0 before there is one. Any thread. */
    long bytes() {
        return bytes;
    }

    /** Whether the next step has something to do, as far as is known now. */
    boolean isIdle() {
        return working && backlog.isRead() && pending.isEmpty();
    }

    private void write(EventFile usable, long endedBefore) throws IOException {
        List<KeptEvent> fresh = pending.takeFresh(endedBefore, SLICE_EVENTS, SLICE_BYTES);
        List<Long> gone = pending.takeGone();
        while (!fresh.isEmpty() || !gone.isEmpty()) { // a slice each: what is not committed takes memory a second time
            for (long key : gone) {
                usable.remove(key);
            }
            for (KeptEvent kept : fresh) {
                usable.put(kept.key(), kept.event());
            }
            usable.commit();
            changedSinceCompaction = true;
            fresh = pending.takeFresh(endedBefore, SLICE_EVENTS, SLICE_BYTES);
            gone = fresh.isEmpty() ? List.of() : pending.takeGone();
        }
    }

    private void tellOfTooLarge() {
        if (!toldOfTooLarge) {
            log.tooLarge(backlog.tooLarge());
            toldOfTooLarge = backlog.tooLarge() > 0;
        }
    }

    private void compact(EventFile usable, long now) throws IOException {
        if (changedSinceCompaction && now - compactAt >= 0) {
            usable.compact();
            compactAt = now + COMPACTION_PAUSE;
            changedSinceCompaction = false;
        }
    }

    /** Takes the directory, and finds what an earlier process left in it: that is not overwritten by what is written now. */
    private EventFile begin() throws IOException {
        StoreDirectory taken = opening.open();
        EventFile opened = null;
        try {
            opened = taken.openFile();
            pending.startAbove(opened.highestKey());
            backlog.open(opened);
        } catch (Throwable e) {
            if (opened != null) {
                opened.abandon();
            }
            taken.close();
            throw e;
        }
        directory = taken;
        file = opened;
        log.restored(backlog.left());
        if (!working) {
            working = true;
            log.worksAgain();
        }
        return opened;
    }

    private EventFile reopen(StoreDirectory taken) throws IOException {
        EventFile reopened = taken.reopenFile();
        try {
            bringUpToDate(reopened);
        } catch (Throwable e) {
            reopened.abandon();
            throw e;
        }
        file = reopened;
        working = true;
        log.worksAgain();
        return reopened;
    }

    /** What was written last before the failure is not known: everything is compared. */
    private void bringUpToDate(EventFile reopened) throws IOException {
        Map<Long, EncodedEvent> missing = pending.taken();
        for (Long key = reopened.key(Long.MIN_VALUE); key != null; key = reopened.key(key + 1)) {
            if (missing.remove(key) == null && !backlog.holds(key)) {
                reopened.remove(key);
            }
        }
        int puts = 0;
        for (Map.Entry<Long, EncodedEvent> entry : missing.entrySet()) {
            reopened.put(entry.getKey(), entry.getValue());
            if (++puts % SLICE_EVENTS == 0) {
                reopened.commit();
            }
        }
        reopened.commit();
    }

    private void failed(@Nullable EventFile usable, Throwable failure, long now) {
        if (working && directory == null) {
            log.unusable(failure);
        } else if (working) {
            log.fails(failure);
        }
        working = false;
        file = null;
        retryAt = now + RETRY_PAUSE;
        if (usable != null) {
            usable.abandon();
        }
    }

    private void release() {
        try {
            if (directory != null) {
                directory.close();
            }
        } catch (IOException e) {
            log.fails(e);
        }
    }
}
