package io.telltale;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is left when the JVM shuts down, and says on standard error what was not: logging may be gone by then.
 * Nothing of it reaches the JVM's shutdown.
 */
final class ShutdownHook {
    private final Thread thread;

    private ShutdownHook(Tracing tracing) {
        this.thread = new Thread(() -> run(tracing), "telltale-shutdown");
    }

    /** Registers a hook, or returns null when the JVM is shutting down already. */
    static @Nullable ShutdownHook register(Tracing tracing) {
        ShutdownHook hook = new ShutdownHook(tracing);
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

    private static void run(Tracing tracing) {
        Duration timeout = tracing.config().shutdownTimeout();
        TracingStats stats = tracing.end(timeout);
        long left = stats.droppedTotal() > 0 ? stats.dropped().getOrDefault("closed", 0L) : 0;
        if (left > 0) {
            System.err.println("telltale: " + left + " events were not delivered within " + timeout.toMillis()
                    + " ms of shutdown and are lost; raise TELLTALE_SHUTDOWN_TIMEOUT or look at the endpoint");
        }
    }
}
