package io.telltale.internal.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.telltale.internal.http.Endpoint;
import io.telltale.internal.meters.Meters;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One road's meters, from when they are registered until the road ends. Thread-safe; nothing here throws. */
final class RoadMeters implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String service;
    private final RoadFigures figures;
    private final Endpoint endpoint;
    private final Reporter reporter;
    private final DeliveryLog log;

    /** Held while meters are registered. */
    private final ReentrantLock registering = new ReentrantLock();

    /** Null until they are registered. Written once, by {@link #register}. */
    private volatile @Nullable Meters meters;

    /** Goes from false to true once, by {@link #close}. */
    private volatile boolean closed;

    /**
     * @param service what the meters are tagged with
     * @param reporter learns of the meters once they are registered
     */
    RoadMeters(String service, RoadFigures figures, Endpoint endpoint, Reporter reporter, DeliveryLog log) {
        this.service = service;
        this.figures = figures;
        this.endpoint = endpoint;
        this.reporter = reporter;
        this.log = log;
    }

    /** Registers the meters in Micrometer's global registry a little later: it takes as long as all else of a start. */
    @SuppressWarnings("FutureReturnValueIgnored") // what it runs throws nothing
    void registerSoon(ScheduledExecutorService scheduler) {
        scheduler.schedule(() -> register(Metrics.globalRegistry), SOON.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Registers the meters, unless the road has ended. Called once. */
    void register(MeterRegistry registry) {
        registering.lock();
        try {
            if (!closed) {
                Meters made = new Meters(registry, service, figures, sentence -> log.failure(Trouble.METERS, sentence));
                made.bindPool(endpoint.connectionPool());
                meters = made;
                reporter.meters(made);
                if (closed) {
                    made.close(); // the road has ended without waiting any longer
                }
            }
        } finally {
            registering.unlock();
        }
    }

    /** Shows the pool that the endpoint uses now. */
    void poolChanged() {
        Meters shown = meters;
        if (shown != null) {
            shown.bindPool(endpoint.connectionPool());
        }
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        closed = true;
        boolean registered = awaitRegistering();
        Meters shown = meters;
        if (shown != null) {
            shown.close();
        }
        if (registered) {
            registering.unlock();
        }
    }

    /** Takes the lock, but waits for a registry that hangs no longer than a moment. */
    private boolean awaitRegistering() {
        try {
            return registering.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
