package io.telltale.internal.capture;

import java.io.IOException;

/**
 * Unwinds a serialization that has told all that may be told of a container or of the whole value. An {@link IOException}
 * because Jackson lets those pass unwrapped. One for each use: somebody's try-with-resources may hang suppressed
 * exceptions on it.
 */
final class LimitReached extends IOException {
    LimitReached() {
        super("telltale has seen enough of this value");
    }

    /** Control flow, not an error: nobody reads the trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
