package io.telltale.internal.proxy;

import io.telltale.TraceContext;
import org.jspecify.annotations.Nullable;

/** What was current on a thread before a block began there. */
final class Enclosure {
    private final @Nullable TraceContext enclosing;
    private final Thread owner = Thread.currentThread();

    Enclosure(@Nullable TraceContext enclosing) {
        this.enclosing = enclosing;
    }

    /** The thread that the block began on. */
    Thread owner() {
        return owner;
    }

    /** Makes it current again; false on another thread, where nothing can be done. */
    boolean restore() {
        if (Thread.currentThread() != owner) {
            return false;
        }
        TraceContext current = TraceContext.current();
        // None, or the enclosing one: a block around this one ended first and has cleared up.
        if (current != null && current != enclosing) {
            TraceContext.exchange(enclosing);
        }
        return true;
    }
}
