package io.telltale.internal.store;

import static io.telltale.internal.store.Disk.NEVER;
import static io.telltale.internal.store.Disk.leaseAll;
import static io.telltale.internal.store.Disk.names;
import static io.telltale.internal.store.Disk.texts;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.internal.delivery.InMemoryEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that was cut short: whole records of undelivered events are sent, what had been delivered is not. */
class TornFileTest {
    @TempDir
    private Path files;

    private Path original;

    private History history() throws IOException {
        original = files.resolve("original");
        return new History(original);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999})
    void aFileTornInItsOnlyLargeCommitGivesWhatIsWholeAndSaysSo(double share) throws Exception {
        History history = history();
        history.add(500, 400);
        history.commit();
        history.close();
        byte[] whole = Files.readAllBytes(original);
        byte[] torn = Arrays.copyOf(whole, (int) (whole.length * share));

        Disk disk = new Disk(files.resolve("store"));
        List<String> found = restart(disk, torn);

        assertThat(found)
                .hasSizeGreaterThan((int) (500 * share) - 50)
                .isEqualTo(names(1, 500).stream().filter(found::contains).toList());
        assertThat(disk.setAside())
                .singleElement()
                .satisfies(aside -> assertThat(aside).hasBinaryContent(torn));
        assertThat(disk.lines)
                .filteredOn(line -> line.startsWith("WARN"))
                .singleElement()
                .asString()
                .contains("a part of it is missing", found.size() + " events could be read", "torn-");
    }

    @Test
    void ofAMachineThatDiesAgainAndAgainTheLastThreeTornFilesAreKeptAndAllThatMayBeSomebodyElses() throws Exception {
        Disk disk = new Disk(files.resolve("store"));
        byte[] foreign = "somebody else's".getBytes(ISO_8859_1);
        restart(disk, foreign);
        Path kept = disk.setAside().get(0);
        for (int i = 1; i <= 5; i++) {
            original = files.resolve("original-" + i);
            History history = new History(original);
            history.add(100, 400);
            history.commit();
            history.close();
            byte[] whole = Files.readAllBytes(original);
            byte[] torn = Arrays.copyOf(whole, whole.length - 1_000 * i);
            restart(disk, torn);
            List<Path> aside = disk.setAside();

            assertThat(aside).contains(kept).hasSize(1 + Math.min(i, 3));
            assertThat(aside.get(aside.size() - 1)).as("the newest").hasBinaryContent(torn);
        }
        assertThat(kept).hasBinaryContent(foreign);
    }

    @Test
    void aTornFileThatCanNotBeDeletedKeepsNothingFromBeingStored() throws Exception {
        Disk disk = new Disk(files.resolve("store"));
        for (int i = 0; i < 3; i++) { // a directory that is not empty can't be deleted, by root either
            Files.createDirectories(
                    disk.directory.resolve("events.mv.torn-" + i).resolve("held"));
        }
        History history = history();
        history.add(100, 400);
        history.commit();
        history.close();
        byte[] whole = Files.readAllBytes(original);
        List<String> found = restart(disk, Arrays.copyOf(whole, whole.length / 2));

        assertThat(found).isNotEmpty();
        assertThat(disk.lines).anyMatch(line -> line.startsWith("WARN") && line.contains("could not be deleted"));
    }

    @Test
    void aProcessThatDiedInTheMiddleOfItsOnlyLargeWriteLosesNoMoreThanTheEventsThatWereNotWritten() throws Exception {
        History history = history();
        byte[] before = Files.readAllBytes(original);
        history.add(500, 400);
        history.commit();
        history.die();
        byte[] torn = Files.readAllBytes(original);
        System.arraycopy(before, 0, torn, 0, 8_192); // the header had not been written yet
        torn = Arrays.copyOf(torn, torn.length * 3 / 4);

        Disk disk = new Disk(files.resolve("store"));
        List<String> found = restart(disk, torn);

        assertThat(found).hasSizeGreaterThan(300).isEqualTo(history.remains(torn));
        assertThat(disk.lines)
                .filteredOn(line -> line.startsWith("WARN"))
                .singleElement()
                .asString()
                .contains("torn while it was written", found.size() + " events could be read");
    }

    @Test
    void aTornWriteThatToldOfDeliveriesIsBelievedIfItSaysSoWholly() throws Exception {
        History history = history();
        history.add(100, 400);
        history.commit();
        byte[] before = Files.readAllBytes(original);
        history.deliver(60);
        history.commit();
        history.die();
        byte[] torn = Files.readAllBytes(original);
        System.arraycopy(before, 0, torn, 0, 8_192);
        torn = Arrays.copyOf(torn, History.endOfNewestMark(torn));

        assertThat(torn.length).as("the mark was appended").isGreaterThan(before.length);
        assertThat(restart(new Disk(files.resolve("store")), torn)).isEqualTo(names(61, 100));
    }

    @Test
    void aTornFileIsLeftAsItIsUntilThereIsRoomForWhatIsReadOfIt() throws Exception {
        History history = history();
        history.add(100, 400);
        history.commit();
        history.close();
        byte[] whole = Files.readAllBytes(original);
        byte[] torn = Arrays.copyOf(whole, whole.length / 2);
        Disk disk = new Disk(Files.createDirectories(files.resolve("store")));
        Files.write(disk.file(), torn);
        InMemoryEventStore memory = new InMemoryEventStore(1_000, 1_000_000, false);
        Pending pending = new Pending(1_000);
        DiskMirror mirror = disk.mirror(pending, new Backlog(memory, pending));
        long now = System.nanoTime();
        disk.fault = new IOException("No space left on device");
        mirror.step(now);
        assertThat(mirror.isWorking()).isFalse();
        assertThat(disk.lines).singleElement().asString().contains("WARN", "No space left on device");
        try (Stream<Path> all = Files.list(disk.directory)) {
            assertThat(all.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("events.mv", "lock");
        }
        assertThat(disk.file()).hasBinaryContent(torn);

        disk.fault = null;
        mirror.step(now + 2 * DiskMirror.RETRY_PAUSE);
        assertThat(mirror.isWorking()).isTrue();
        assertThat(firstWords(leaseAll(memory)))
                .isEqualTo(history.remains(torn))
                .hasSizeGreaterThan(10);
        mirror.end(now);
    }

    @Test
    void aProcessThatDiedBetweenTwoWritesLeavesNothingToMendOrToTell() throws Exception {
        History history = history();
        history.add(100, 400);
        history.commit();
        history.deliver(60);
        history.add(100, 400);
        history.commit();
        history.deliverAnywhere(30, new Random(1));
        history.commit();
        history.die();

        Disk disk = new Disk(files.resolve("store"));
        assertThat(restart(disk, Files.readAllBytes(original))).isEqualTo(history.undelivered());
        assertThat(disk.setAside()).isEmpty();
        assertThat(disk.lines).noneMatch(line -> line.startsWith("WARN"));
    }

    @Test
    void aProcessThatDiedWhenAllWasDeliveredLeavesNothing() throws Exception {
        History history = history();
        history.add(100, 400);
        history.commit();
        history.deliver(100);
        history.commit();
        history.die();
        byte[] whole = Files.readAllBytes(original);
        assertThat(new String(whole, ISO_8859_1)).as("still lies in the file").contains("event-100 ");

        Disk disk = new Disk(files.resolve("store"));
        assertThat(restart(disk, whole)).isEmpty();
        assertThat(disk.setAside()).isEmpty();
        assertThat(disk.lines).isEmpty();
    }

    @Test
    void whatWasDeliveredLongBeforeATearIsNotSentAgain() throws Exception {
        History history = history();
        history.add(400, 400);
        history.commit();
        history.deliverAnywhere(300, new Random(1));
        history.commit();
        List<String> undelivered = history.undelivered();
        byte[] before = Files.readAllBytes(original);
        history.add(400, 400);
        history.commit();
        history.close();
        byte[] whole = Files.readAllBytes(original);
        assertThat(new String(whole, ISO_8859_1)).as("still lies in the file").contains("event-1 ", "event-400 ");

        List<String> found = restart(new Disk(files.resolve("store")), Arrays.copyOf(whole, whole.length - 10_000));

        assertThat(before.length).isLessThan(whole.length - 10_000);
        assertThat(found).containsAll(undelivered);
        assertThat(found.subList(0, 100)).isEqualTo(undelivered);
        assertThat(found).hasSizeBetween(450, 499);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void whereverAFileOfManyCommitsIsTornOrFlippedWhatIsWholeAndUndeliveredIsSent(int seed) throws Exception {
        Random random = new Random(seed);
        History history = history();
        for (int commit = random.nextInt(20); commit >= 0; commit--) {
            history.add(random.nextInt(60), random.nextInt(900));
            if (random.nextBoolean()) {
                history.deliver(random.nextInt(60));
            }
            if (random.nextInt(4) == 0) {
                history.deliverAnywhere(random.nextInt(20), random);
            }
            history.commit();
        }
        if (random.nextBoolean()) {
            history.close();
        } else {
            history.die();
        }
        byte[] whole = Files.readAllBytes(original);
        for (int i = 0; i < 10; i++) {
            byte[] damaged = damaged(whole, random);
            List<String> found = restart(new Disk(files.resolve("store-" + i)), damaged);
            assertThat(found).as("seed %s, change %s", seed, i).isEqualTo(history.remains(damaged));
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        int length = random.nextBoolean() ? whole.length : 8_193 + random.nextInt(whole.length - 8_193);
        byte[] damaged = Arrays.copyOf(whole, length);
        for (int flips = random.nextInt(5); flips > 0; flips--) {
            damaged[random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));
        }
        return damaged;
    }

    /** Starts over these bytes, shows that the store works, and gives the first words of what it sends. */
    private List<String> restart(Disk disk, byte[] bytes) throws IOException {
        Files.createDirectories(disk.directory);
        Files.write(disk.file(), bytes);
        EventStore store = disk.store(NEVER);
        assertThat(store.isPersistent()).isTrue();
        List<EncodedEvent> found = leaseAll(store);
        store.settle(found);
        Disk.add(store, 1_000_001, 1_000_003);
        store.close();
        EventStore next = new Disk(disk.directory).store(NEVER);
        assertThat(texts(leaseAll(next))).isEqualTo(names(1_000_001, 1_000_003));
        next.close();
        return firstWords(found);
    }

    private static List<String> firstWords(List<EncodedEvent> events) {
        return texts(events).stream().map(text -> text.split(" ")[0]).toList();
    }
}
