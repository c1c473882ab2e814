package io.telltale;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was current on one thread, on its way to another. Where the library itself runs the task while it captures, tracing
 * stays off.
 *
 * @param span null for none, which is carried too: a thread of a pool must not lend its own
 */
record Carried(@Nullable TraceContext span) {
    Runnable wrap(Runnable task) {
        Objects.requireNonNull(task);
        return () -> {
            TraceContext before = enter();
            try {
                task.run();
            } finally {
                TraceContext.exchange(before);
            }
        };
    }

    <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        Objects.requireNonNull(task);
        return () -> {
            TraceContext before = enter();
            try {
                return task.call();
            } finally {
                TraceContext.exchange(before);
            }
        };
    }

    <T extends @Nullable Object> T get(Supplier<T> step) {
        TraceContext before = enter();
        try {
            return step.get();
        } finally {
            TraceContext.exchange(before);
        }
    }

    /** Returns what was there before. */
    private @Nullable TraceContext enter() {
        TraceContext before = TraceContext.standing();
        if (before == null || !before.isSuppression()) {
            TraceContext.exchange(span);
        }
        return before;
    }
}
