package io.telltale.internal.store;

import static io.telltale.internal.store.Disk.ENVELOPE;
import static io.telltale.internal.store.Disk.NEVER;
import static io.telltale.internal.store.Disk.OFTEN;
import static io.telltale.internal.store.Disk.leaseAll;
import static io.telltale.internal.store.Disk.names;
import static io.telltale.internal.store.Disk.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.internal.delivery.InMemoryEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that can't be used, or no more, or not now: tracing goes on in memory, and somebody is told what to do. */
class DiskFaultTest {
    private static final IOException FULL = new IOException("No space left on device");

    @TempDir
    private Path files;

    private Disk disk;

    @BeforeEach
    void open() {
        disk = new Disk(files.resolve("store"));
    }

    @AfterEach
    void closeStores() {
        disk.close();
    }

    @Test
    void aDirectoryInUseIsLeftAloneAndEventsWaitInMemory() {
        EventStore first = disk.store(OFTEN);
        Disk second = new Disk(disk.directory);
        EventStore other = second.store(OFTEN);

        assertThat(other.isPersistent()).isFalse();
        Disk.add(other, 1, 3);
        assertThat(texts(leaseAll(other))).isEqualTo(names(1, 3));
        assertThat(second.lines)
                .singleElement()
                .asString()
                .contains("WARN TELLTALE_STORE_DIR", "uses it", "memory alone");
        other.close();
        Disk.add(first, 11, 12);
        first.close();
        assertThat(texts(leaseAll(disk.store(NEVER)))).isEqualTo(names(11, 12));
    }

    @Test
    void aDirectoryIsFreeAgainOnceItsStoreIsClosed() {
        disk.store(OFTEN).close();
        assertThat(disk.store(OFTEN).isPersistent()).isTrue();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsLeftAsItIs() throws Exception {
        Files.writeString(disk.directory, "precious");
        EventStore store = disk.store(OFTEN);
        assertThat(store.isPersistent()).isFalse();
        assertThat(disk.lines).singleElement().asString().contains("WARN TELLTALE_STORE_DIR", "memory alone");
        assertThat(disk.directory).hasContent("precious");
    }

    @Test
    void aFileThatCantBeOpenedForNowIsNoDamageAndStaysInItsPlace() throws Exception {
        List<String> left = disk.leave(5);
        disk.openFault = new IOException("Read-only file system");
        EventStore without = disk.store(OFTEN);
        assertThat(without.isPersistent()).isFalse();
        without.close();
        assertThat(disk.lines).last().asString().contains("WARN", "Read-only file system");
        assertThat(disk.setAside()).isEmpty();

        disk.openFault = null;
        assertThat(texts(leaseAll(disk.store(NEVER)))).isEqualTo(left);
    }

    @Test
    void anInterruptedThreadOpensTheStoreAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        EventStore store = disk.store(OFTEN);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.isPersistent()).isTrue();
        Disk.add(store, 1, 1);

        Thread.currentThread().interrupt();
        store.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(disk.store(NEVER).size()).isEqualTo(1);
    }

    @Test
    void aDiskThatFillsUpIsToldOfOnceAndNoEventNoticesIt() {
        EventStore store = disk.store(OFTEN);
        Disk.add(store, 1, 5);
        Waiting.until(() -> disk.textsIfKilledNow(files.resolve("copy")).size() == 5);
        disk.fault = FULL;
        Disk.add(store, 6, 10);
        Waiting.until(() -> !store.isPersistent());
        Disk.add(store, 11, 15);

        assertThat(texts(leaseAll(store))).isEqualTo(names(1, 15));
        assertThat(disk.lines)
                .singleElement()
                .asString()
                .contains("WARN", "TELLTALE_STORE_DIR", "No space left on device", "make room");
        store.close();
        disk.fault = null;
        assertThat(texts(leaseAll(disk.store(NEVER))))
                .as("what was on it before")
                .isEqualTo(names(1, 5));
    }

    @Test
    void aDiskThatFailsAtTheLastWriteIsNoPlaceToLeaveEventsIn() {
        EventStore store = disk.store(NEVER);
        Disk.add(store, 1, 5);
        disk.fault = FULL;
        assertThat(store.isPersistent()).isTrue();
        assertThatIllegalStateException().isThrownBy(store::close);
    }

    @Test
    void aLoggerThatThrowsChangesNothing() {
        disk.logger.detachAndStopAllAppenders();
        disk.logger.addAppender(new ThrowingAppender());
        disk.fault = FULL;
        EventStore store = disk.store(OFTEN);
        Disk.add(store, 1, 5);
        Waiting.until(() -> !store.isPersistent());
        assertThat(texts(leaseAll(store))).isEqualTo(names(1, 5));
        store.close();
    }

    private static final class ThrowingAppender
            extends ch.qos.logback.core.AppenderBase<ch.qos.logback.classic.spi.ILoggingEvent> {
        ThrowingAppender() {
            start();
        }

        @Override
        public void doAppend(ch.qos.logback.classic.spi.ILoggingEvent event) {
            throw new IllegalStateException("appender broken");
        }

        @Override
        protected void append(ch.qos.logback.classic.spi.ILoggingEvent event) {}
    }

    /** Step by step, in a time of the test's own. */
    @Nested
    class ThatIsMended {
        private final InMemoryEventStore memory = new InMemoryEventStore(100, 100_000, false);
        private final Pending pending = new Pending(1_000);
        private long now = System.nanoTime();
        private DiskMirror mirror;

        @BeforeEach
        void openMirror() {
            mirror = disk.mirror(pending, new Backlog(memory, pending));
            step();
        }

        private List<EncodedEvent> add(int first, int last) {
            List<EncodedEvent> events = new ArrayList<>();
            for (String name : names(first, last)) {
                events.add(Disk.event(ENVELOPE, name));
            }
            pending.add(events);
            return events;
        }

        private void step() {
            now = System.nanoTime() + Math.max(0, now - System.nanoTime());
            mirror.step(now);
        }

        private void pass(long nanos) {
            now = Math.max(now, System.nanoTime()) + nanos;
            mirror.step(now);
        }

        private List<String> onDisk() throws IOException {
            return disk.textsIfKilledNow(files.resolve("copy"));
        }

        @Test
        void itIsTriedAgainAfterAWhileAndBroughtToWhatIsUndelivered() throws Exception {
            List<EncodedEvent> events = add(1, 6);
            step();
            disk.fault = FULL;
            pending.remove(events.subList(0, 2));
            List<EncodedEvent> more = add(7, 9);
            step();
            assertThat(mirror.isWorking()).isFalse();
            pending.remove(events.subList(2, 3));
            pending.remove(more.subList(0, 1));
            add(10, 11);
            disk.fault = null;
            pass(DiskMirror.RETRY_PAUSE / 2);
            assertThat(mirror.isWorking()).as("left alone for a while").isFalse();

            pass(DiskMirror.RETRY_PAUSE);
            assertThat(mirror.isWorking()).isTrue();
            assertThat(onDisk())
                    .containsExactly("event-4", "event-5", "event-6", "event-8", "event-9", "event-10", "event-11");
            assertThat(disk.lines).hasSize(2).last().asString().contains("INFO", "again");
        }

        @Test
        void whileItFailsOnItIsToldOfOnce() {
            add(1, 6);
            disk.fault = FULL;
            for (int i = 0; i < 10; i++) {
                pass(2 * DiskMirror.RETRY_PAUSE);
            }
            assertThat(disk.files.size()).isGreaterThan(5);
            assertThat(disk.lines).singleElement().asString().contains("No space left on device");
        }

        @Test
        void whatItWroteLastAndDidNotFinishIsNoReasonToSetTheFileAside() throws Exception {
            add(1, 3);
            step();
            disk.fault = FULL;
            EncodedEvent unfinished = add(4, 5).get(0);
            step();
            byte[] tornEnd = new StoreRecord(1, 1_003, unfinished.body()).toBytes();
            Files.write(disk.file(), tornEnd, StandardOpenOption.APPEND);
            disk.fault = null;
            pass(2 * DiskMirror.RETRY_PAUSE);

            assertThat(mirror.isWorking()).isTrue();
            assertThat(onDisk()).isEqualTo(names(1, 5));
            assertThat(disk.setAside()).isEmpty();
        }

        @Test
        void anErrorIsAFailureLikeAnyOther() throws Exception {
            add(1, 2);
            disk.fault = new IllegalStateException("closed");
            step();
            assertThat(mirror.isWorking()).isFalse();
            disk.fault = null;
            pass(2 * DiskMirror.RETRY_PAUSE);
            assertThat(onDisk()).isEqualTo(names(1, 2));
        }
    }

    @Test
    void aDirectoryThatAnotherProcessLetsGoOfIsTakenWithWhatItLeft() throws Exception {
        Disk old = new Disk(disk.directory);
        EventStore first = old.store(NEVER);
        Disk.add(first, 1, 5);
        InMemoryEventStore memory = new InMemoryEventStore(100, 100_000, false);
        Pending pending = new Pending(1); // keys that the other has used already
        Backlog backlog = new Backlog(memory, pending);
        DiskMirror mirror = disk.mirror(pending, backlog);
        long now = System.nanoTime();
        mirror.step(now);
        List<EncodedEvent> own =
                names(6, 8).stream().map(name -> Disk.event(ENVELOPE, name)).toList();
        own.forEach(memory::add);
        pending.add(own);
        mirror.step(now + 2 * DiskMirror.RETRY_PAUSE);
        assertThat(mirror.isWorking()).isFalse();
        assertThat(disk.lines).as("told once").singleElement().asString().contains("WARN", "tried again every 10 s");

        first.close();
        mirror.step(now + 2 * DiskMirror.RETRY_PAUSE + 1);
        assertThat(mirror.isWorking()).as("left alone for a while").isFalse();
        mirror.step(now + 4 * DiskMirror.RETRY_PAUSE);

        assertThat(mirror.isWorking()).isTrue();
        assertThat(backlog.found()).isEqualTo(5);
        assertThat(texts(leaseAll(memory))).as("its own first").containsExactlyElementsOf(namesOf(6, 8, 1, 5));
        assertThat(disk.textsIfKilledNow(files.resolve("copy"))).isEqualTo(names(1, 8));
        assertThat(disk.lines)
                .anyMatch(line -> line.startsWith("INFO") && line.contains("on the disk again"))
                .anyMatch(line -> line.startsWith("INFO 5 events of an earlier process"));
        mirror.end(now);
    }

    private static List<String> namesOf(int first, int last, int thenFirst, int thenLast) {
        List<String> all = new ArrayList<>(names(first, last));
        all.addAll(names(thenFirst, thenLast));
        return all;
    }

    @Test
    void aDirectoryThatIsNeverFreeIsLeftAloneAtTheEndToo() {
        EventStore first = new Disk(disk.directory).store(NEVER);
        EventStore second = disk.store(OFTEN);
        Disk.add(second, 1, 3);
        second.close();
        assertThat(second.isPersistent()).isFalse();
        first.close();
        assertThat(disk.store(NEVER).size()).isZero();
    }

    @Test
    void whatWaitsOnTheDiskAloneSurvivesAFailureToo() throws Exception {
        List<String> left = disk.leave(20);
        InMemoryEventStore memory = new InMemoryEventStore(5, 100_000, false);
        Pending pending = new Pending(Long.MAX_VALUE / 2);
        Backlog backlog = new Backlog(memory, pending);
        DiskMirror mirror = disk.mirror(pending, backlog);
        mirror.step(System.nanoTime());
        List<EncodedEvent> sent = leaseAll(memory);
        disk.fault = FULL;
        pending.remove(sent);
        mirror.step(System.nanoTime());
        assertThat(mirror.isWorking()).isFalse();
        memory.settle(sent);
        disk.fault = null;
        mirror.step(System.nanoTime() + 2 * DiskMirror.RETRY_PAUSE);

        assertThat(texts(leaseAll(memory))).isEqualTo(left.subList(5, 10));
        assertThat(backlog.left()).isEqualTo(10);
        assertThat(disk.textsIfKilledNow(files.resolve("copy"))).isEqualTo(left.subList(5, 20));
        mirror.end(System.nanoTime());
    }
}
