package io.telltale.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.internal.delivery.InMemoryEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What its thread does, step by step, on a clock that the test moves. */
class DiskMirrorTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path files;

    private final Pending pending = new Pending(1);
    private long now = System.nanoTime();

    private Disk disk;
    private DiskMirror mirror;

    /** @param room for events in memory */
    private void open(int room) {
        disk = new Disk(files);
        mirror = disk.mirror(pending, new Backlog(new InMemoryEventStore(room, 100_000, true), pending));
        mirror.step(now);
    }

    @AfterEach
    void close() {
        mirror.end(now);
    }

    private void record() {
        record(1);
    }

    private void record(int events) {
        for (int i = 0; i < events; i++) {
            pending.add(List.of(Disk.event(Disk.ENVELOPE, "event")));
        }
    }

    private void stepAfter(Duration pause) {
        now += pause.toNanos();
        mirror.step(now);
    }

    private int compactions() {
        return disk.files.get(0).compactions.get();
    }

    @Test
    void thereIsNothingToDoOnceAllIsWritten() {
        open(10);
        assertThat(mirror.isIdle()).isTrue();
        record();
        assertThat(mirror.isIdle()).as("while an event is to be written").isFalse();
        stepAfter(HOUR);
        assertThat(mirror.isIdle()).isTrue();
    }

    @Test
    void thereIsSomethingToDoWhileTheDiskFails() {
        open(10);
        record();
        disk.fault = new IOException("no space left on device");
        stepAfter(HOUR);
        assertThat(mirror.isIdle()).isFalse();
        disk.fault = null;
        stepAfter(HOUR);
        assertThat(mirror.isIdle()).isTrue();
    }

    @Test
    void thereIsSomethingToDoWhileEventsOfAnEarlierProcessFindNoRoom() {
        new Disk(files).leave(20);
        open(10);
        assertThat(mirror.isIdle()).isFalse();
    }

    @Test
    void aFileIsCompactedWhenItHasChangedAndNotAtEveryStep() {
        open(10);
        stepAfter(HOUR);
        assertThat(compactions()).as("of a file that nothing was written to").isZero();
        record();
        stepAfter(HOUR);
        assertThat(compactions()).isEqualTo(1);
        record();
        stepAfter(Duration.ofMillis(25));
        assertThat(compactions()).as("right after it").isEqualTo(1);
        stepAfter(HOUR);
        assertThat(compactions()).isEqualTo(2);
        stepAfter(HOUR);
        assertThat(compactions()).as("once more without a change").isEqualTo(2);
    }

    /** What is not committed takes memory a second time. */
    @Test
    void manyEventsAreWrittenAThousandAtATimeThoughTheFileIsGoneAfterAFailure() throws Exception {
        open(10);
        int before = disk.files.get(0).commits.get();
        record(2_500);
        stepAfter(HOUR);
        assertThat(disk.files.get(0).commits.get() - before).isEqualTo(3);

        disk.fault = new IOException("no space left on device");
        record();
        stepAfter(HOUR);
        Files.delete(disk.file());
        disk.fault = null;
        stepAfter(HOUR);
        FaultyFile fresh = disk.files.get(disk.files.size() - 1);
        assertThat(fresh.size()).isEqualTo(2_501);
        assertThat(fresh.commits).as("one as it was made, and three").hasValue(4);
    }
}
