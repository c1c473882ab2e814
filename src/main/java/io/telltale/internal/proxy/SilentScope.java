package io.telltale.internal.proxy;

import io.telltale.ContinuedTrace;
import io.telltale.TraceContext;
import io.telltale.TraceScope;
import org.jspecify.annotations.Nullable;

/** A block that is not told and never becomes current: tracing is off, here or altogether. */
record SilentScope(TraceContext context) implements TraceScope, ContinuedTrace {
    /** For when not even an id could be had. */
    static final TraceContext NO_SPAN = new TraceContext(0, 1, 1, false, 0);

    @Override
    public TraceScope tag(String key, @Nullable Object value) {
        return this;
    }

    @Override
    public TraceScope result(@Nullable Object value) {
        return this;
    }

    @Override
    public TraceScope failure(Throwable thrown) {
        return this;
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
