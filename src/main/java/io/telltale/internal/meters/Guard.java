package io.telltale.internal.meters;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what a registry throws from everyone else: counts it, and tells of the first. Thread-safe. */
final class Guard {
    private final Consumer<String> onFirstFailure;
    // Thread-safe in themselves.
    private final LongAdder failures = new LongAdder();
    private final AtomicBoolean told = new AtomicBoolean();

    Guard(Consumer<String> onFirstFailure) {
        this.onFirstFailure = onFirstFailure;
    }

    /** Runs {@code action}; {@code doing} completes "could not …". */
    void run(String doing, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) { // an Error too: a registry of another version fails with NoSuchMethodError
            failed(doing, e);
        }
    }

    /** What {@code action} returns, or null if it throws. */
    <T extends @Nullable Object> @Nullable T get(String doing, Supplier<T> action) {
        try {
            return action.get();
        } catch (Throwable e) { // as above
            failed(doing, e);
            return null;
        }
    }

    long failures() {
        return failures.sum();
    }

    /** Counts, and tells if it is the first, a failure that the caller caught. */
    void failed(String doing, Throwable cause) {
        failures.increment();
        if (told.compareAndSet(false, true)) {
            try {
                onFirstFailure.accept("The meter registry could not " + doing + " (" + cause
                        + "); telltale's meters may be missing or wrong, its events are not affected");
            } catch (Throwable e) { // the one told is no safer than the registry
                failures.increment();
            }
        }
    }
}
