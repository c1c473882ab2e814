package io.telltale.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.internal.delivery.InMemoryEventStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the disk is taken. */
class DiskBoundsTest {
    private static final int MAX_EVENTS = 10_000;
    private static final long MAX_BYTES = 8L << 20;
    private static final int BODY = 700;

    @TempDir
    private Path files;

    private final InMemoryEventStore memory = new InMemoryEventStore(MAX_EVENTS, MAX_BYTES, false);
    private final Pending pending = new Pending(1);
    private long largest;

    @Test
    void throughALongOutageTheFileStaysWithinTwiceTheStoresBoundAndShrinksAfterIt() throws Exception {
        Disk disk = new Disk(files);
        DiskMirror mirror = disk.mirror(pending, new Backlog(memory, pending));
        long now = System.nanoTime();
        for (int second = 0; second < 60; second++) { // each event is written, and dropped for a later one
            for (int step = 0; step < 4; step++) {
                add(200);
                now += Duration.ofMillis(250).toNanos();
                step(disk, mirror, now);
            }
        }
        assertThat(memory.fill()).as("the bound is reached").isGreaterThan(0.9);
        assertThat(largest).isLessThan(2 * MAX_BYTES + (4 << 20));

        while (memory.size() > 0) { // sent at last
            List<EncodedEvent> batch = memory.lease(512, Long.MAX_VALUE);
            memory.settle(batch);
            pending.remove(batch);
            now += Duration.ofMillis(250).toNanos();
            step(disk, mirror, now);
        }
        now += Duration.ofSeconds(2).toNanos();
        add(1);
        step(disk, mirror, now);
        mirror.end(now);
        assertThat(mirror.isWorking()).isTrue();
        assertThat(Files.size(disk.file())).isLessThan(5 << 20);
    }

    private void add(int events) {
        for (int i = 0; i < events; i++) {
            EncodedEvent event = new EncodedEvent(Disk.ENVELOPE, new byte[BODY], System.nanoTime());
            pending.add(List.of(event));
            pending.remove(new ArrayList<>(memory.add(event)));
        }
    }

    private void step(Disk disk, DiskMirror mirror, long now) throws Exception {
        mirror.step(now);
        largest = Math.max(largest, Files.size(disk.file()));
    }

    @Test
    void aBackToBackRestartDoesNotLetTheFileGrow() throws Exception {
        Disk disk = new Disk(files);
        disk.leave(1_000);
        long once = Files.size(disk.file());
        for (int i = 0; i < 20; i++) {
            EventStore store = disk.store(Disk.NEVER);
            assertThat(store.size()).isEqualTo(1_000);
            store.close();
        }
        assertThat(Files.size(disk.file())).isLessThan(once + (256 << 10));
    }
}
