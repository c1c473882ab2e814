package io.telltale.internal.proxy;

import io.telltale.ContinuedTrace;
import io.telltale.TraceContext;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A trace that goes on here, while what it is continued from is its thread's current span. */
final class ContinuedScope implements ContinuedTrace {
    private final Engine engine;
    private final TraceContext context;
    private final Enclosure enclosure;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ContinuedScope(Engine engine, TraceContext context, @Nullable TraceContext enclosing) {
        this.engine = engine;
        this.context = context;
        this.enclosure = new Enclosure(enclosing);
    }

    /** Makes {@code context} the current one of this thread. */
    static ContinuedScope open(Engine engine, TraceContext context) {
        ContinuedScope scope = new ContinuedScope(engine, context, TraceContext.current());
        TraceContext.exchange(context);
        return scope;
    }

    @Override
    public TraceContext context() {
        return context;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && !enclosure.restore()) {
            engine.warnOfForeignClose("continued trace");
        }
    }

    /** The ids. */
    @Override
    public String toString() {
        return "ContinuedTrace[" + context + "]";
    }
}
