package io.telltale.internal.store;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** What an operator reads about the store's directory. Never throws; no payload is written. */
final class DiskLog {
    private static final int MAX_REASON = 300;

    private final Path directory;
    private final Logger logger;

    DiskLog(Path directory, Logger logger) {
        this.directory = directory;
        this.logger = logger;
    }

    /** It can't be used, as yet. */
    void unusable(Throwable reason) {
        warn("TELLTALE_STORE_DIR can't be used (" + directory + ": " + inWords(reason)
                + "): undelivered events wait in memory alone meanwhile and would be lost with the process; give each"
                + " process a directory of its own that it may write to, it is tried again every 10 s. Nothing that is"
                + " there was changed");
    }

    /** It can't be written to any more. */
    void fails(Throwable reason) {
        warn("Undelivered events can't be kept on the disk (TELLTALE_STORE_DIR, " + directory + ": " + inWords(reason)
                + "): they wait in memory meanwhile and would be lost with the process; make room on the disk or mend it,"
                + " it is tried again every 10 s");
    }

    void worksAgain() {
        info("Undelivered events are kept on the disk again (" + directory + ")");
    }

    /** Events of an earlier process were found. */
    void restored(int events) {
        if (events > 0) {
            info((events == 1 ? "1 event" : events + " events") + " of an earlier process are sent from " + directory);
        }
    }

    void tooLarge(int events) {
        if (events > 0) {
            warn((events == 1 ? "1 event" : events + " events") + " in " + directory
                    + " are larger than the store may be and stay there: raise TELLTALE_STORE_MAX_BYTES");
        }
    }

    void warn(String line) {
        write(logger::warn, line);
    }

    private void info(String line) {
        write(logger::info, line);
    }

    private static void write(Consumer<String> level, String line) {
        try {
            level.accept(line);
        } catch (Throwable unwritten) {
            // The appender is whom there was to tell; events must go on all the same.
        }
    }

    private static String inWords(Throwable reason) {
        String message = reason.getMessage();
        String text = reason.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
    }
}
