package io.telltale.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.internal.delivery.InMemoryEventStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How old an undelivered event gets before it is on the disk, on a clock that the test moves. */
class SyncWindowTest {
    private static final Duration YOUTH = Duration.ofMillis(50);

    @TempDir
    private Path files;

    @TempDir
    private Path elsewhere;

    private final Pending pending = new Pending(1);
    private final EncodedEvent event = Disk.event(Disk.ENVELOPE, "event");

    private Disk disk;
    private DiskMirror mirror;

    @BeforeEach
    void open() {
        disk = new Disk(files);
        Backlog backlog = new Backlog(new InMemoryEventStore(10, 10_000, false), pending);
        mirror = disk.mirror(pending, backlog, YOUTH);
        pending.add(List.of(event));
    }

    @AfterEach
    void close() {
        mirror.end(event.endNanos());
    }

    @Test
    void anEventIsOnTheDiskAsSoonAsItIsOldEnoughAndNotBefore() throws Exception {
        mirror.step(event.endNanos() + YOUTH.toNanos() - 1);
        assertThat(disk.files.get(0).puts).hasValue(0);

        mirror.step(event.endNanos() + YOUTH.toNanos());
        assertThat(disk.textsIfKilledNow(elsewhere.resolve("copy"))).containsExactly("event");
    }

    @Test
    void anEventThatIsDeliveredWhileItIsYoungIsNeverWritten() {
        mirror.step(event.endNanos() + YOUTH.toNanos() - 1);
        pending.remove(List.of(event));
        mirror.step(event.endNanos() + 2 * YOUTH.toNanos());
        assertThat(disk.files.get(0).puts).hasValue(0);
    }
}
