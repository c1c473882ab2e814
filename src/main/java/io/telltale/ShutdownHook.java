package io.telltale;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is left when the JVM shuts down, and says on standard error what was not: logging may be gone by then.
 * Nothing of it reaches the JVM's shutdown.
 */
final class ShutdownHook {
    private final Thread thread;

    private ShutdownHook(Duration timeout, BooleanSupplier isPaused, Function<Duration, TracingStats> close) {
        this.thread = new Thread(() -> run(timeout, isPaused, close), "telltale-shutdown");
    }

    /** Registers a hook that closes within {@code timeout}, or returns null when the JVM is shutting down already. */
    static @Nullable ShutdownHook register(
            Duration timeout, BooleanSupplier isPaused, Function<Duration, TracingStats> close) {
        ShutdownHook hook = new ShutdownHook(timeout, isPaused, close);
        try {
            Runtime.getRuntime().addShutdownHook(hook.thread);
            return hook;
        } catch (IllegalStateException tooLate) {
            return null;
        }
    }

    void unregister() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs or will run: it closes what is closed, which does nothing.
        }
    }

    private static void run(Duration timeout, BooleanSupplier isPaused, Function<Duration, TracingStats> close) {
        boolean paused = isPaused.getAsBoolean();
        long left = close.apply(timeout).dropped().getOrDefault("closed", 0L);
        if (left > 0) {
            System.err.println("telltale: " + left + " events were not delivered "
                    + (paused
                            ? "because sending was paused at shutdown, and are lost; resume() before it"
                            : "within " + timeout.toMillis() + " ms of shutdown and are lost;"
                                    + " raise TELLTALE_SHUTDOWN_TIMEOUT or look at the endpoint"));
        }
    }
}
