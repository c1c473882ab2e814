package io.telltale.internal.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.telltale.Delivery;
import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import io.telltale.EventStore;
import io.telltale.Pressure;
import io.telltale.TraceEvent;
import io.telltale.TracingCheck;
import io.telltale.TracingConfig;
import io.telltale.TracingHealth;
import io.telltale.TracingStats;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.http.Endpoint;
import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The whole road from a finished call to an acknowledged event, put together and taken apart again. Thread-safe; no
 * method but the constructor throws.
 */
public final class DeliveryRoad {
    /** The share of the store's bytes that snapshots in the lane may hold. */
    private static final int LANE_SHARE_OF_STORE = 4;

    private static final Duration LAST_WORK = Duration.ofSeconds(2);
    private static final AtomicInteger COUNT = new AtomicInteger();

    // All thread-safe in themselves.
    private final Endpoint endpoint;
    private final ScheduledThreadPoolExecutor backoffs;
    /** What may hang, and must not hold up a retry: files, and a registry of somebody else's. */
    private final ScheduledThreadPoolExecutor housekeeping;

    private final Ledger ledger;
    private final AccountedStore store;
    private final Gate gate;
    private final Pulse pulse;
    private final Reporter reporter;
    private final Courier courier;
    private final Intake intake;
    private final CourierThreads threads;
    private final ImmediateClient immediate;
    private final RoadCheck check;
    private final RoadMeters meters;

    private final ReentrantLock closing = new ReentrantLock();

    /** The final figures. Written under {@code closing}. */
    private volatile @Nullable TracingStats last;

    /**
     * Builds the road and starts its courier.
     *
     * @param endpoint this road's to close
     * @param eventStore this road's to close
     * @param registry for this road's meters at once; null for Micrometer's global one, a second later: registering takes as
     *     long as all of this, and an event may be waiting to leave
     * @param logger where operators read
     */
    public DeliveryRoad(
            TracingConfig config,
            EventFormat format,
            Endpoint endpoint,
            EventStore eventStore,
            @Nullable MeterRegistry registry,
            Logger logger) {
        this(config, format, endpoint, eventStore, registry, logger, CertificateWatch.INTERVAL);
    }

    /** @param certificatesEvery how often the endpoint's PEM files are looked at */
    DeliveryRoad(
            TracingConfig config,
            EventFormat format,
            Endpoint endpoint,
            EventStore eventStore,
            @Nullable MeterRegistry registry,
            Logger logger,
            Duration certificatesEvery) {
        LongSupplier nanoClock = System::nanoTime;
        InstantSource wallClock = InstantSource.system();
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        String number = Integer.toString(COUNT.incrementAndGet());

        this.endpoint = endpoint;
        this.backoffs = Daemons.scheduler("telltale-retry-" + number);
        this.housekeeping = Daemons.scheduler("telltale-housekeeping-" + number);
        Lane lane = new Lane(config.laneMaxEvents(), config.storeMaxBytes() / LANE_SHARE_OF_STORE);
        this.ledger = new Ledger(lane::taken);
        this.pulse = new Pulse(nanoClock);
        DeliveryLog log = new DeliveryLog(logger, nanoClock);
        this.reporter = new Reporter(
                log,
                endpoint.toString(),
                config.delivery().name().toLowerCase(Locale.ROOT),
                ledger,
                nanoClock,
                wallClock);
        Epochs epochs = new Epochs();
        Tickets tickets = new Tickets();
        this.store = new AccountedStore(eventStore, ledger, epochs.current(), reporter);
        DoubleSupplier fill = store::fill;
        reporter.pressure(new PressureWatch(fill, ledger, log, config.storePressure(), nanoClock));
        PressureSampling sampling = new PressureSampling(config.storePressure() == Pressure.SAMPLE, fill);
        Encoder encoder = new Encoder(format, sampling, epochs::current, tickets, reporter::trouble);
        this.gate = new Gate(config.breakerMaxFailures(), config.breakerResetTimeout(), nanoClock, random);
        AsyncImmediateClient client = new AsyncImmediateClient(
                this::post,
                format,
                gate,
                config.retryMaxAttempts(),
                new Backoff(config.retryInitialBackoff(), config.retryMaxBackoff(), random),
                config.retryMaxBackoff(),
                backoffs,
                nanoClock,
                wallClock,
                reporter);
        BatchLimits limits = BatchLimits.of(config, format.envelope());
        Pacer pacer = new Pacer(limits, nanoClock.getAsLong());
        this.courier = new Courier(
                lane,
                new Unloader(lane, encoder, store, ledger, reporter, pacer),
                store,
                client,
                gate,
                tickets,
                epochs,
                reporter,
                pulse,
                limits,
                pacer,
                Flights.of(config),
                config.uploadInterval(),
                nanoClock);
        this.intake = new Intake(lane, store, encoder, courier::wake);
        this.threads = new CourierThreads(courier, "telltale-courier-" + number, endpoint.threads(), reporter::trouble);
        this.immediate = new ImmediateClient(
                event -> intake.take(event, true), courier::wake, tickets, pulse, config.syncMaxWait());
        this.check = new RoadCheck(new EndpointCheck(endpoint, format), gate, courier, reporter, nanoClock);
        RoadFigures figures =
                new RoadFigures(ledger, store, lane, gate, pulse, config.maxConnections(), reporter::sinceSuccessNanos);
        this.meters = new RoadMeters(config.serviceName(), figures, endpoint, reporter, log);
        if (registry != null) {
            meters.register(registry);
        } else {
            meters.registerSoon(housekeeping);
        }
        new CertificateWatch(endpoint, log, wallClock, this::renewed).start(housekeeping, certificatesEvery);
        threads.start();
    }

    /** Old certificates may have been why nothing was delivered. */
    private void renewed() {
        meters.poolChanged();
        gate.allowProbe();
        courier.wake();
    }

    private CompletableFuture<HttpAnswer> post(Envelope envelope, List<EncodedEvent> events) {
        return endpoint.post(envelope, events, threads);
    }

    /** Tells operators of a failure of the library's own, on any thread. */
    public void trouble(Throwable failure) {
        reporter.trouble(failure);
    }

    /** Takes a completed call's event, on the caller's thread. Only {@link Delivery#SYNC} waits. */
    public void record(TraceEvent event, Delivery delivery) {
        switch (delivery) {
            case SYNC -> immediate.deliver(event);
            case DEFERRED -> intake.take(event, false);
            default -> intake.take(event, true);
        }
    }

    /**
     * Sends all that was recorded so far, at most for so long. While sending is paused it waits for requests under way alone.
     *
     * @return true when none of it is left and none was lost meanwhile
     */
    public boolean flush(Duration timeout) {
        if (last != null) {
            return ledger.snapshot().stored() == 0;
        }
        return Flush.await(courier.flush(), timeout, reporter::trouble);
    }

    /** Sends one event of its own, past everything that waits, and tells what it saw. Blocks for one attempt at most. */
    public TracingCheck check() {
        return last == null ? check.run() : new TracingCheck(List.of(CheckSteps.closed()));
    }

    /** Sends nothing more until {@link #resume}. */
    public void pause() {
        gate.pause();
        courier.wake();
    }

    public void resume() {
        gate.resume();
        courier.wake();
    }

    /** Whether nothing is sent because somebody wants it so. */
    public boolean isPaused() {
        return gate.isPaused();
    }

    public TracingStats stats() {
        TracingStats ended = last;
        return ended == null ? ledger.snapshot() : ended;
    }

    public TracingHealth health() {
        TracingHealth.State state = state();
        return new TracingHealth(
                state,
                reporter.lastSuccess(),
                reporter.lastFailure(),
                state == TracingHealth.State.FAILING ? reporter.whatToCheck() : null,
                switch (gate.level()) {
                    case 0 -> "closed";
                    case 1 -> "half-open";
                    default -> "open";
                },
                store.fill(),
                Duration.ofNanos(pulse.oldestEventAgeNanos()));
    }

    /**
     * Takes no more events, sends what was recorded within {@code timeout} unless sending is paused, and ends everything
     * that this road started.
     *
     * @return the final figures, at every call the same
     */
    public TracingStats close(Duration timeout) {
        closing.lock();
        try {
            TracingStats ended = last;
            if (ended == null) {
                ended = end(timeout);
                last = ended;
            }
            return ended;
        } finally {
            closing.unlock();
        }
    }

    private TracingHealth.State state() {
        if (last != null) {
            return TracingHealth.State.CLOSED;
        }
        return gate.isPaused() ? TracingHealth.State.PAUSED : reporter.state();
    }

    private TracingStats end(Duration timeout) {
        intake.seal();
        if (gate.isPaused()) {
            reporter.closingPaused();
        }
        flushThoughInterrupted(timeout);
        threads.stop(LAST_WORK);
        backoffs.shutdownNow();
        housekeeping.shutdownNow();
        endpoint.cancelAll();
        endpoint.close();
        meters.close();
        TracingStats ended = ledger.snapshot();
        reporter.close(ended);
        return ended;
    }

    /** Who closes has often been interrupted to that end, and must not lose the store for it; a later interrupt counts. */
    private void flushThoughInterrupted(Duration timeout) {
        boolean interrupted = Thread.interrupted();
        try {
            flush(timeout);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
