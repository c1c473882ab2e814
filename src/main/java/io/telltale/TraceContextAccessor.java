package io.telltale;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets what carries thread-locals by Micrometer's <a
 * href="https://docs.micrometer.io/context-propagation/reference/">context propagation</a> carry the current span: Reactor,
 * Spring's executors, {@code ContextExecutorService}. Found by itself where that library is on the class path. Thread-safe.
 */
public final class TraceContextAccessor implements ThreadLocalAccessor<TraceContext> {
    /** The span's key among what is carried. */
    public static final String KEY = "io.telltale.span";

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable TraceContext getValue() {
        return TraceContext.current();
    }

    @Override
    public void setValue(TraceContext span) {
        exchange(span);
    }

    /** No span: that of whoever used the thread before is none of the task's. */
    @Override
    public void setValue() {
        exchange(null);
    }

    /** Where the library itself runs the code while it captures, tracing stays off. */
    private static void exchange(@Nullable TraceContext span) {
        if (!TraceContext.isSuppressed()) {
            TraceContext.exchange(span);
        }
    }
}
