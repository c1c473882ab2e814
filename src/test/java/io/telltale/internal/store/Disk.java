package io.telltale.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import io.telltale.EventStore;
import io.telltale.internal.delivery.InMemoryEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A directory for a store, what goes wrong with its file when told to, and what is logged about it. */
final class Disk implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    /** Short enough that a test need not wait. */
    static final Duration OFTEN = Duration.ofMillis(20);

    /** So long that only closing writes. */
    static final Duration NEVER = Duration.ofHours(1);

    static final Envelope ENVELOPE = envelope("{\"events\":[");

    final Path directory;
    final List<String> lines = new CopyOnWriteArrayList<>();
    final Logger logger = logger();

    private final List<EventStore> opened = new ArrayList<>();

    /** Every file that was opened. */
    final List<FaultyFile> files = new CopyOnWriteArrayList<>();

    /** What the next writing throws; null: nothing. */
    volatile Exception fault;

    /** The same for opening a file. */
    volatile IOException openFault;

    Disk(Path directory) {
        this.directory = directory;
    }

    private Logger logger() {
        Logger made = new LoggerContext().getLogger("disk");
        made.setLevel(Level.TRACE);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getLevel() + " " + event.getFormattedMessage());
            }
        };
        appender.start();
        made.addAppender(appender);
        return made;
    }

    /** A file that fails as this disk says. */
    EventFile openFile(Path path) throws IOException {
        if (openFault != null) {
            throw openFault;
        }
        FaultyFile file = new FaultyFile(MvEventFile.open(path), this);
        files.add(file);
        return file;
    }

    EventStore store(Duration syncInterval) {
        return store(syncInterval, 100_000, 100_000_000, false);
    }

    EventStore store(Duration syncInterval, int maxEvents, long maxBytes, boolean dropNewest) {
        EventStore store = DiskEventStore.open(
                directory,
                this::openFile,
                syncInterval,
                new InMemoryEventStore(maxEvents, maxBytes, dropNewest),
                logger);
        opened.add(store);
        return store;
    }

    /** What a store's thread does, for a test that tells the time. */
    DiskMirror mirror(Pending pending, Backlog backlog) {
        return mirror(pending, backlog, Duration.ZERO);
    }

    /** The same, of one that leaves events alone until they are so old. */
    DiskMirror mirror(Pending pending, Backlog backlog, Duration youth) {
        return new DiskMirror(
                () -> StoreDirectory.open(directory, this::openFile, lines::add),
                pending,
                backlog,
                new DiskLog(directory, logger),
                youth);
    }

    Path file() {
        return directory.resolve(StoreDirectory.FILE);
    }

    /** The files that were set aside. */
    List<Path> setAside() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().matches(".*\\.(corrupt|torn)-.*"))
                    .sorted()
                    .toList();
        }
    }

    /** What another process would find now if this one were killed. */
    List<String> textsIfKilledNow(Path elsewhere) throws IOException {
        Files.copy(file(), elsewhere, StandardCopyOption.REPLACE_EXISTING);
        EventFile copy = MvEventFile.open(elsewhere);
        List<String> texts = new ArrayList<>();
        for (KeptEvent kept = copy.read(Long.MIN_VALUE); kept != null; kept = copy.read(kept.key() + 1)) {
            texts.add(text(kept.event()));
        }
        copy.close();
        Files.delete(elsewhere);
        return texts;
    }

    /** Leaves so many events in the directory, as a process does that is closed in an outage. */
    List<String> leave(int events) {
        EventStore store = store(NEVER);
        add(store, 1, events);
        store.close();
        return names(1, events);
    }

    @Override
    public void close() {
        fault = null;
        opened.forEach(EventStore::close);
    }

    static List<EncodedEvent> add(EventStore store, int first, int last) {
        List<EncodedEvent> events =
                names(first, last).stream().map(name -> event(ENVELOPE, name)).toList();
        events.forEach(store::add);
        return events;
    }

    static List<String> names(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(i -> "event-" + i).toList();
    }

    static EncodedEvent event(Envelope envelope, String text) {
        return new EncodedEvent(envelope, text.getBytes(UTF_8), System.nanoTime());
    }

    static Envelope envelope(String prefix) {
        return new Envelope("application/json", prefix.getBytes(UTF_8), new byte[] {','}, new byte[] {']', '}'});
    }

    static String text(EncodedEvent event) {
        return new String(event.body(), UTF_8);
    }

    static List<String> texts(Collection<EncodedEvent> events) {
        return events.stream().map(Disk::text).toList();
    }

    /** Leases all that waits in memory. */
    static List<EncodedEvent> leaseAll(EventStore store) {
        List<EncodedEvent> all = new ArrayList<>();
        List<EncodedEvent> some = store.lease(Integer.MAX_VALUE, Long.MAX_VALUE);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = store.lease(Integer.MAX_VALUE, Long.MAX_VALUE);
        }
        return all;
    }
}
