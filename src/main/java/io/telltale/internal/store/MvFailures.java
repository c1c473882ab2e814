package io.telltale.internal.store;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** What MVStore throws, as what it means for the file. */
final class MvFailures {
    private MvFailures() {}

    /** What the work gives; an {@link IOException} if it fails, a {@link DamagedFileException} if that is the file's fault. */
    static <T> T attempt(Callable<T> work) throws IOException {
        T result = attemptOrNull(work);
        if (result == null) {
            throw new IllegalStateException();
        }
        return result;
    }

    /** The same of work that may have no result. */
    static <T> @Nullable T attemptOrNull(Callable<? extends @Nullable T> work) throws IOException {
        try {
            return work.call();
        } catch (IOException | LinkageError e) {
            throw e;
        } catch (MVStoreException e) {
            throw inWords(e);
        } catch (Exception | AssertionError e) { // a file that is not what it should be can fail anywhere
            throw new DamagedFileException("it can't be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** An MVStore's message may quote the file, so it is not handed on. */
    private static IOException inWords(MVStoreException e) {
        if (e.getCause() instanceof IOException cause && !(cause instanceof EOFException)) {
            return cause;
        }
        return switch (e.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED -> new IOException("another process has it open", e);
            case DataUtils.ERROR_WRITING_FAILED -> new IOException("it can't be written", e);
            case DataUtils.ERROR_CLOSED -> new IOException("it was closed", e);
            default -> new DamagedFileException("it is damaged (MVStore error " + e.getErrorCode() + ")", e);
        };
    }
}
