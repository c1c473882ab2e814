package io.telltale.internal.store;

import static io.telltale.internal.store.Disk.NEVER;
import static io.telltale.internal.store.Disk.leaseAll;
import static io.telltale.internal.store.Disk.names;
import static io.telltale.internal.store.Disk.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is not as it was written: what can be read is sent, the file is kept, and the store goes on. */
class DamagedFileTest {
    private static final int EVENTS = 500;

    @TempDir
    private Path files;

    private Disk disk;
    private List<String> left;
    private byte[] whole;

    @BeforeEach
    void leaveEvents() throws Exception {
        disk = new Disk(files.resolve("store"));
        left = disk.leave(EVENTS);
        whole = Files.readAllBytes(disk.file());
    }

    @AfterEach
    void closeStores() {
        disk.close();
    }

    @Test
    void oneDamagedEventCostsOneEvent() throws Exception {
        byte[] damaged = whole.clone();
        int at = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf("event-77");
        damaged[at] ^= 1;
        Files.write(disk.file(), damaged);

        List<String> found = restart();

        assertThat(found).hasSize(EVENTS - 1).doesNotContain("event-77").isSubsetOf(left);
        assertThat(found)
                .as("in their order")
                .isEqualTo(left.stream().filter(found::contains).toList());
        assertThat(disk.setAside())
                .singleElement()
                .satisfies(aside -> assertThat(aside).hasBinaryContent(damaged));
        assertThat(disk.lines)
                .filteredOn(line -> line.startsWith("WARN"))
                .singleElement()
                .asString()
                .contains("corrupt-", "499 events could be read");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void flippedBytesAreFoundAndWhatIsWholeIsSent(int seed) throws Exception {
        Random random = new Random(seed);
        byte[] damaged = whole.clone();
        int flips = 1 + random.nextInt(20);
        for (int i = 0; i < flips; i++) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
        }
        Files.write(disk.file(), damaged);

        List<String> found = restart();

        assertThat(found).isSubsetOf(left).doesNotHaveDuplicates();
        assertThat(found.size()).as("each costs an event, or the envelope all").isGreaterThanOrEqualTo(0);
        Set<String> lost = new HashSet<>(left);
        lost.removeAll(found);
        assertThat(lost.size() <= flips || found.isEmpty())
                .as("%s lost by %s flips", lost.size(), flips)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999})
    void aTornFileGivesWhatIsLeftOfIt(double share) throws Exception {
        Files.write(disk.file(), Arrays.copyOf(whole, (int) (whole.length * share)));

        List<String> found = restart();

        assertThat(found).isSubsetOf(left).doesNotHaveDuplicates();
    }

    @Test
    void aForeignFileIsKept() throws Exception {
        byte[] foreign = "not ours at all ".repeat(5_000).getBytes(UTF_8);
        Files.write(disk.file(), foreign);

        assertThat(restart()).isEmpty();

        assertThat(disk.setAside())
                .singleElement()
                .satisfies(aside -> assertThat(aside).hasBinaryContent(foreign));
    }

    @Test
    void anotherProgramsMvStoreIsKeptToo() throws Exception {
        Files.delete(disk.file());
        MVStore foreign = MVStore.open(disk.file().toString());
        foreign.openMap("customers").put("one", "precious");
        foreign.close();

        assertThat(restart()).isEmpty();

        MVStore aside = MVStore.open(disk.setAside().get(0).toString());
        assertThat(aside.openMap("customers")).containsEntry("one", "precious");
        aside.close();
    }

    @Test
    void whatWasReadOfADamagedFileOutlivesTheProcessAtOnce() throws Exception {
        Files.write(disk.file(), Arrays.copyOf(whole, whole.length * 2 / 3));
        EventStore store = disk.store(NEVER);
        int found = store.size();
        assertThat(disk.textsIfKilledNow(files.resolve("copy"))).hasSize(found);
        store.close();
        assertThat(disk.store(NEVER).size()).isEqualTo(found);
        assertThat(disk.setAside()).as("damaged once").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aSalvageThatWasCutShortBeginsAnew() throws Exception {
        byte[] damaged = whole.clone();
        int at = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf("event-77");
        damaged[at] ^= 1;
        Files.write(disk.file(), damaged);
        Files.write(disk.directory.resolve("events.salvaged.mv"), Arrays.copyOf(whole, 8_192));

        assertThat(restart()).hasSize(EVENTS - 1);
    }

    @Test
    void aSalvageThatWasCutShortAtItsEndIsTaken() throws Exception {
        Files.move(disk.file(), disk.directory.resolve("events.salvaged.mv"));
        assertThat(restart()).isEqualTo(left);
    }

    /** Starts over the file, sends all, and shows that the store works. */
    private List<String> restart() {
        EventStore store = disk.store(NEVER);
        assertThat(store.isPersistent()).isTrue();
        List<EncodedEvent> found = leaseAll(store);
        store.settle(found);
        Disk.add(store, 1_001, 1_003);
        store.close();
        Disk after = new Disk(disk.directory);
        EventStore next = after.store(NEVER);
        assertThat(texts(leaseAll(next))).isEqualTo(names(1_001, 1_003));
        next.close();
        return texts(found);
    }
}
