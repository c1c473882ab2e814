package io.telltale.internal.capture;

import io.telltale.TraceFailure;
import org.jspecify.annotations.Nullable;

/** Takes arguments, results and exceptions as they are now. Thread-safe; no method throws. */
public final class Snapshotter {
    /** The value as a {@link io.telltale.TraceEvent} may keep it: unchangeable and cut to size, or bytes of the wire format. */
    public @Nullable Object take(@Nullable Object value) {
        return null;
    }

    /** What is told in place of a value that {@link Redaction} or {@link io.telltale.Redact} hides. */
    public Object redacted() {
        return "";
    }

    /** What is told in place of a text or number whose parameter has no name to check against {@link Redaction}. */
    public Object unnamed() {
        return "";
    }

    /** What a call threw, rendered now: the exception's own methods run on this thread, their failures become words. */
    public TraceFailure failure(Throwable thrown) {
        return new TraceFailure(thrown.getClass().getName(), null, "");
    }
}
