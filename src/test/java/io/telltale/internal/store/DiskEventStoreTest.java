package io.telltale.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.EventStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In use; {@link DiskRestartTest} is about what the next process finds. */
class DiskEventStoreTest extends EventStoreContract {
    @TempDir
    private Path files;

    @Override
    protected EventStore store(int maxEvents, long maxBytes, boolean dropNewest) throws Exception {
        EventStore store =
                new Disk(Files.createTempDirectory(files, "store")).store(Disk.OFTEN, maxEvents, maxBytes, dropNewest);
        assertThat(store).isInstanceOf(DiskEventStore.class);
        return store;
    }

    @Test
    void itOutlivesTheProcessAndItsTextTellsFiguresAndNoPayload() {
        EventStore store = new Disk(files).store(Disk.NEVER);
        store.add(Disk.event(Disk.ENVELOPE, "secret"));
        assertThat(store.isPersistent()).isTrue();
        assertThat(store).hasToString("DiskEventStore[1 events waiting, 70 bytes]");
        store.close();
    }

    @Test
    void anEventThatIsDeliveredSoonNeverTouchesTheDisk() {
        Disk disk = new Disk(files);
        EventStore store = disk.store(Disk.NEVER);
        for (int i = 0; i < 100; i++) {
            Disk.add(store, 1, 10);
            store.settle(Disk.leaseAll(store));
        }
        store.close();
        assertThat(disk.files).singleElement().matches(file -> file.puts.get() == 0);
    }

    @Test
    void aStoreWithoutAnythingToDoWritesNothing() {
        Disk disk = new Disk(files);
        EventStore store = disk.store(Disk.OFTEN);
        Disk.add(store, 1, 10);
        FaultyFile file = disk.files.get(0);
        Waiting.until(() -> disk.textsIfKilledNow(files.resolve("copy")).size() == 10);
        store.giveBack(Disk.leaseAll(store));
        int commits = file.commits.get();
        Disk.add(store, 11, 11);
        Waiting.until(() -> file.puts.get() == 11 && file.commits.get() > commits);
        assertThat(file.commits.get()).isEqualTo(commits + 1);
        store.close();
    }

    @Test
    void ofEventsThatComeTogetherTheDiskKeepsThoseThatFindRoom() throws Exception {
        Disk disk = new Disk(files);
        DiskEventStore store = (DiskEventStore) disk.store(Disk.NEVER, 6, 100_000, false);
        List<EncodedEvent> events = Disk.names(1, 10).stream()
                .map(name -> Disk.event(Disk.ENVELOPE, name))
                .toList();
        assertThat(Disk.texts(store.addAll(events))).isEqualTo(Disk.names(1, 4));
        assertThat(store.fill()).isEqualTo(1);
        store.close();
        assertThat(disk.textsIfKilledNow(files.resolve("copy"))).isEqualTo(Disk.names(5, 10));
    }

    @Test
    void itTellsHowLongItsFileIs() {
        Disk disk = new Disk(files);
        EventStore store = disk.store(Disk.OFTEN);
        store.add(Disk.event(Disk.ENVELOPE, "x".repeat(100_000)));
        Waiting.until(() ->
                ((DiskEventStore) store).diskBytes() == Files.size(disk.file()) && Files.size(disk.file()) > 100_000);
        store.close();
    }

    @Test
    void theThreadIsANamedDaemonThatEndsWithTheStore() {
        List<Thread> before = threads();
        EventStore store = new Disk(files).store(Disk.OFTEN);
        assertThat(threads()).hasSize(before.size() + 1).allMatch(Thread::isDaemon);
        store.close();
        assertThat(threads()).isEqualTo(before);
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("telltale-disk"))
                .toList();
    }
}
