package io.telltale.internal.store;

import static io.telltale.internal.store.Disk.ENVELOPE;
import static io.telltale.internal.store.Disk.NEVER;
import static io.telltale.internal.store.Disk.OFTEN;
import static io.telltale.internal.store.Disk.leaseAll;
import static io.telltale.internal.store.Disk.names;
import static io.telltale.internal.store.Disk.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import io.telltale.EventStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next process finds in the directory. */
class DiskRestartTest {
    @TempDir
    private Path files;

    private Disk disk;

    @BeforeEach
    void open() {
        disk = new Disk(files.resolve("made/at/the/start"));
    }

    @AfterEach
    void closeStores() {
        disk.close();
    }

    @Test
    void whatWaitsAtTheEndIsThereAtTheNextStartInItsOrder() {
        List<String> left = disk.leave(2_500);

        EventStore next = disk.store(NEVER);
        assertThat(next.size()).isEqualTo(2_500);
        assertThat(texts(leaseAll(next))).isEqualTo(left);
        assertThat(disk.lines)
                .containsExactly("INFO 2500 events of an earlier process are sent from " + disk.directory);
        next.close();
    }

    @Test
    void whatIsLeasedAtTheEndIsThereAndWhatLeftIsNot() {
        EventStore store = disk.store(OFTEN);
        Disk.add(store, 1, 10);
        Waiting.until(() -> disk.files.get(0).puts.get() == 10);
        store.settle(store.lease(3, 10_000));
        store.lease(4, 10_000);
        store.close();

        assertThat(texts(leaseAll(disk.store(NEVER)))).isEqualTo(names(4, 10));
    }

    @Test
    void eventsOfSeveralProcessesKeepTheirOrder() {
        disk.leave(10);
        EventStore second = disk.store(NEVER);
        Disk.add(second, 11, 15);
        second.giveBack(second.lease(3, 10_000));
        second.close();

        EventStore third = disk.store(NEVER);
        Disk.add(third, 16, 20);
        assertThat(texts(leaseAll(third))).isEqualTo(names(1, 20));
        third.close();
    }

    @Test
    void whatWasGivenBackLastIsTheLastAtTheNextStartToo() {
        EventStore store = disk.store(OFTEN);
        Disk.add(store, 1, 5);
        Waiting.until(() -> disk.files.get(0).puts.get() == 5);
        store.giveBackLast(store.lease(1, 10_000));
        Waiting.until(() -> disk.files.get(0).puts.get() == 6);
        Disk.add(store, 6, 7);
        store.close();

        assertThat(texts(leaseAll(disk.store(NEVER))))
                .containsExactly("event-2", "event-3", "event-4", "event-5", "event-1", "event-6", "event-7");
    }

    @Test
    void whatAFullStoreDroppedIsNotThere() {
        EventStore store = disk.store(OFTEN, 5, 10_000, false);
        Disk.add(store, 1, 5);
        Waiting.until(() -> disk.files.get(0).puts.get() == 5);
        Disk.add(store, 6, 8);
        store.close();

        assertThat(texts(leaseAll(disk.store(NEVER)))).isEqualTo(names(4, 8));
    }

    @Test
    void aKilledProcessLosesWhatItRecordedLastAndSendsNothingTwice() throws Exception {
        EventStore store = disk.store(OFTEN);
        Disk.add(store, 1, 100);
        store.settle(store.lease(40, 10_000));
        Path copy = files.resolve("killed");
        Waiting.until(() -> disk.textsIfKilledNow(copy).equals(names(41, 100)));

        store.settle(store.lease(10, 10_000));
        Waiting.until(() -> disk.textsIfKilledNow(copy).equals(names(51, 100)));
        store.close();
    }

    @Test
    void envelopesComeBackAndNeverMix() {
        Envelope other = Disk.envelope("{\"system_info\":{},\"events\":[");
        EventStore store = disk.store(NEVER);
        store.add(Disk.event(ENVELOPE, "one"));
        store.add(Disk.event(other, "two"));
        store.add(Disk.event(other, "three"));
        store.close();

        EventStore next = disk.store(NEVER);
        List<EncodedEvent> first = next.lease(10, 10_000);
        List<EncodedEvent> second = next.lease(10, 10_000);
        assertThat(texts(first)).containsExactly("one");
        assertThat(first.get(0).envelope()).isEqualTo(ENVELOPE);
        assertThat(texts(second)).containsExactly("two", "three");
        assertThat(second.get(1).envelope()).isEqualTo(other);
        next.close();
    }

    @Test
    void envelopesThatNoEventNeedsAreForgotten() throws Exception {
        for (int process = 0; process < 20; process++) {
            EventStore store = disk.store(NEVER);
            store.settle(leaseAll(store));
            store.add(Disk.event(Disk.envelope("process-" + process + "-"), "event"));
            store.close();
        }
        EventStore last = disk.store(NEVER);
        assertThat(last.oldest().envelope()).isEqualTo(Disk.envelope("process-19-"));
        last.close();
        MvEventFile file = MvEventFile.open(disk.file());
        assertThat(file.envelopes()).isEqualTo(1);
        file.close();
    }

    @Test
    void anEventOfAnEarlierProcessIsAsOldAsItsReading() {
        disk.leave(1);
        long before = System.nanoTime();
        EventStore next = disk.store(NEVER);
        assertThat(next.oldest().endNanos() - before).isPositive();
        assertThat(System.nanoTime() - next.oldest().endNanos()).isPositive();
        next.close();
    }

    @Test
    void whatFindsNoRoomInMemoryWaitsOnTheDiskAndFollows() {
        List<String> left = disk.leave(25);

        EventStore next = disk.store(OFTEN, 10, 10_000, false);
        assertThat(next.size()).isEqualTo(25);
        List<String> sent = new ArrayList<>();
        while (sent.size() < 25) {
            Waiting.until(() -> next.oldest() != null);
            List<EncodedEvent> leased = next.lease(4, 10_000);
            int expected = 25 - sent.size() - leased.size();
            Waiting.until(() -> next.size() == expected);
            sent.addAll(texts(leased));
            next.settle(leased);
        }
        assertThat(sent).isEqualTo(left);
        next.close();
        assertThat(disk.store(NEVER).size()).isZero();
    }

    @Test
    void whatFindsNoRoomInMemoryIsThereAtTheStartAfterToo() {
        List<String> left = disk.leave(25);
        disk.store(OFTEN, 10, 10_000, false).close();
        assertThat(texts(leaseAll(disk.store(NEVER)))).isEqualTo(left);
    }

    @Test
    void anEventLargerThanTheWholeStoreStaysOnTheDiskAndIsToldOf() {
        EventStore store = disk.store(NEVER);
        store.add(Disk.event(ENVELOPE, "large".repeat(1_000)));
        Disk.add(store, 1, 3);
        store.close();

        EventStore small = disk.store(NEVER, 10, 1_000, false);
        assertThat(texts(leaseAll(small))).isEqualTo(names(1, 3));
        assertThat(disk.lines)
                .anyMatch(line -> line.startsWith("WARN 1 event") && line.contains("TELLTALE_STORE_MAX_BYTES"));
        small.close();

        assertThat(texts(leaseAll(disk.store(NEVER)))).hasSize(4);
    }
}
