package io.telltale.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one process's event file. Locked for other processes as long as it is open. A file that is damaged or
 * torn is set aside, and what can be read of it goes into a new one; a few torn ones are kept, and all that may be another
 * program's.
 */
final class StoreDirectory implements AutoCloseable {
    static final String FILE = "events.mv";
    private static final String SALVAGED = "events.salvaged.mv";
    private static final String LOCK = "lock";
    private static final String CORRUPT = ".corrupt-";
    private static final String TORN = ".torn-";

    /** How many torn files are kept. */
    private static final int TORN_FILES = 3;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    /** Opens a file, as {@link MvEventFile#open} does. */
    interface Opener {
        EventFile open(Path file) throws IOException;
    }

    private final Path directory;
    private final Opener opener;
    private final Consumer<String> warnings;
    private final FileChannel lockFile;

    private StoreDirectory(Path directory, Opener opener, Consumer<String> warnings, FileChannel lockFile) {
        this.directory = directory;
        this.opener = opener;
        this.warnings = warnings;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory where there is none, and takes it for this process.
     *
     * @param warnings hears of files that are set aside
     * @throws IOException if it can't be used; the message says why
     */
    static StoreDirectory open(Path directory, Opener opener, Consumer<String> warnings) throws IOException {
        Files.createDirectories(directory);
        FileChannel lockFile =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock(lockFile) == null) {
                throw new IOException("another process uses it");
            }
        } catch (Throwable e) {
            lockFile.close();
            throw e;
        }
        return new StoreDirectory(directory, opener, warnings, lockFile);
    }

    private static @Nullable FileLock lock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new IOException("another tracing of this process uses it", e);
        }
    }

    /** Opens the event file, or makes it. */
    EventFile openFile() throws IOException {
        return open(false);
    }

    /** Opens it once more after a failure. What it lost by that is known, and is not looked for in a torn end. */
    EventFile reopenFile() throws IOException {
        return open(true);
    }

    private EventFile open(boolean again) throws IOException {
        Path file = directory.resolve(FILE);
        Path salvaged = directory.resolve(SALVAGED);
        if (Files.exists(file)) {
            Files.deleteIfExists(salvaged); // a copy whose making was cut short
        } else if (Files.exists(salvaged)) {
            Files.move(salvaged, file, StandardCopyOption.ATOMIC_MOVE); // whole, for its source was set aside after it
        }
        try {
            return usable(file, again);
        } catch (DamagedFileException damaged) {
            return replace(file, salvaged, damaged);
        }
    }

    private EventFile usable(Path file, boolean again) throws IOException {
        EventFile opened = opener.open(file);
        try {
            if (!again && !opened.wasClosed() && RecordScan.of(file).isAheadOf(opened)) {
                throw new TornFileException("it was torn while it was written");
            }
            opened.commit(); // not before: a torn end is overwritten from here on
            return opened;
        } catch (Throwable e) {
            opened.abandon();
            throw e;
        }
    }

    private EventFile replace(Path file, Path salvaged, DamagedFileException damage) throws IOException {
        int found = salvage(file, salvaged);
        boolean torn = damage instanceof TornFileException;
        Path aside = directory.resolve(FILE + (torn ? TORN : CORRUPT) + STAMP.format(Instant.now()));
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        Files.move(salvaged, file, StandardCopyOption.ATOMIC_MOVE);
        warnings.accept(
                "The file of undelivered events is not as it was written: " + damage.getMessage()
                        + ". It is kept as " + aside + "; " + found
                        + " events could be read from it and are sent, some perhaps a second time. Delete it when nobody needs it");
        if (torn) {
            deleteOldTornFiles();
        }
        return usable(file, false);
    }

    /**
     * A machine that dies again and again must not fill the disk; what could be read of them has left long ago. One that
     * can't be deleted keeps nothing from being stored.
     */
    private void deleteOldTornFiles() {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> old = files.filter(file -> file.getFileName().toString().startsWith(FILE + TORN))
                    .sorted(Comparator.reverseOrder())
                    .skip(TORN_FILES)
                    .toList();
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            warnings.accept(
                    "An older torn file of undelivered events could not be deleted (" + e + "): delete it yourself");
        }
    }

    private int salvage(Path file, Path salvaged) throws IOException {
        EventFile copy = opener.open(salvaged);
        try {
            RecordScan.of(file).copyTo(copy);
            int found = copy.size();
            copy.close();
            return found;
        } catch (Throwable e) {
            copy.abandon();
            Files.deleteIfExists(salvaged); // it may be what the disk has no room for
            throw e;
        }
    }

    /** Lets other processes use it. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
