package io.telltale.internal.store;

import io.telltale.EncodedEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Undelivered events in a file, by their keys. For one thread at a time. After a method has thrown, the file is only good
 * for {@link #abandon}: what was committed last is what the next one to open it finds.
 */
interface EventFile {
    /** The first event whose key is at least {@code from}, or null when there is none. */
    @Nullable KeptEvent read(long from) throws IOException;

    /** The first key that is at least {@code from}, or null when there is none. */
    @Nullable Long key(long from) throws IOException;

    /** The highest key that was ever put, as far as this file knows; 0 if there was none. */
    long highestKey();

    /** The place of the last mark: each that is written comes after all before it. */
    long lastMark();

    /** Whether it was closed as it should be before it was opened; if not, it may be torn. */
    boolean wasClosed();

    /** How many events there are. */
    int size() throws IOException;

    void put(long key, EncodedEvent event) throws IOException;

    /** Does nothing where there is no such event. */
    void remove(long key) throws IOException;

    /** Makes what was put and removed last, whatever happens to the process or the machine. */
    void commit() throws IOException;

    /** Gives room on the disk back where much of it is taken by events that left. */
    void compact() throws IOException;

    /** How long the file is. */
    long bytes() throws IOException;

    /** Closes it after a {@link #commit}. */
    void close() throws IOException;

    /** Closes it after a failure, as far as that is possible. */
    void abandon();
}
