package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EventStore;
import io.telltale.Pressure;
import io.telltale.TraceEvent;
import io.telltale.TracingStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * The delivery room put together as {@link DeliveryRoad} does it, but in virtual time: the courier steps when time is
 * moved, sleeps as long as its step says, and wakes when it is woken. Many roads can share one time.
 */
final class VirtualRoad {
    /** With no time passing in between, so many steps in a row are a spin. */
    private static final int MOST_STEPS_AT_ONCE = 2_000;

    private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);

    final VirtualTime time;
    final FakeEndpoint endpoint;
    final Ledger ledger;
    final Lane lane;
    final Gate gate;
    final Tickets tickets = new Tickets();
    final Pulse pulse;
    final AccountedStore store;
    final BatchLimits limits;
    final Reporter reporter;
    final Intake intake;
    final ImmediateClient immediate;

    /** What a step threw; a test that expects none need not look, {@link #assertAccount} does. */
    final List<Throwable> troubles = new ArrayList<>();

    private final Courier courier;
    private @Nullable Future<?> nextStep;
    private boolean ended;
    private boolean mayAcceptTwice;
    private long steppedAt;
    private int stepsAtOnce;
    private int named;
    private int steps;

    /** What a test may want otherwise; the defaults are the configuration's, without jitter. */
    static final class Settings {
        EventStore store = new InMemoryEventStore(1_000_000, 64 << 20, false);
        Pressure pressure = Pressure.NONE;
        int laneEvents = 16_384;
        long laneBytes = 16 << 20;
        int eventBytes = 100;
        int batchEvents = 512;
        long batchBytes = 1 << 20;
        int slots = 4;
        int maxAttempts = 3;
        Duration initialBackoff = Duration.ofMillis(100);
        Duration maxBackoff = Duration.ofSeconds(2);
        int maxFailures = 5;
        Duration resetTimeout = Duration.ofSeconds(60);
        Duration uploadInterval = Duration.ofSeconds(5);
        Duration patience = Duration.ofSeconds(53);
        Duration syncMaxWait = Duration.ofSeconds(2);
        DoubleSupplier random = () -> 0.5;
        Logger logger = NOPLogger.NOP_LOGGER;
    }

    VirtualRoad() {
        this(settings -> {});
    }

    VirtualRoad(Consumer<Settings> change) {
        this(new VirtualTime(), change);
    }

    private VirtualRoad(VirtualTime time, Consumer<Settings> change) {
        this(time, new FakeEndpoint(time), change);
    }

    VirtualRoad(VirtualTime time, FakeEndpoint endpoint, Consumer<Settings> change) {
        Settings settings = new Settings();
        change.accept(settings);
        this.time = time;
        this.endpoint = endpoint;
        this.lane = new Lane(settings.laneEvents, settings.laneBytes);
        this.ledger = new Ledger(lane::taken);
        this.pulse = new Pulse(time::nanos);
        DeliveryLog log = new DeliveryLog(settings.logger, time::nanos);
        this.reporter = new Reporter(log, "http://receiver/events", "async", ledger, time::nanos, time.wallClock());
        Epochs epochs = new Epochs();
        FakeFormat format = new FakeFormat(settings.eventBytes);
        this.store = new AccountedStore(settings.store, ledger, epochs.current(), reporter);
        reporter.pressure(new PressureWatch(store::fill, ledger, log, settings.pressure, time::nanos));
        PressureSampling sampling = new PressureSampling(settings.pressure == Pressure.SAMPLE, store::fill);
        Encoder encoder = new Encoder(format, sampling, epochs::current, tickets, reporter::trouble);
        this.gate = new Gate(settings.maxFailures, settings.resetTimeout, time::nanos, settings.random);
        AsyncImmediateClient client = new AsyncImmediateClient(
                endpoint,
                format,
                gate,
                settings.maxAttempts,
                new Backoff(settings.initialBackoff, settings.maxBackoff, settings.random),
                settings.maxBackoff,
                time,
                time::nanos,
                time.wallClock(),
                reporter);
        this.limits = new BatchLimits(settings.batchEvents, settings.batchBytes);
        Pacer pacer = new Pacer(limits, time.nanos());
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
                new Flights(settings.slots, settings.patience),
                settings.uploadInterval,
                time::nanos);
        this.intake = new Intake(lane, store, encoder, courier::wake);
        this.immediate = new ImmediateClient(
                event -> intake.take(event, true), courier::wake, tickets, pulse, settings.syncMaxWait);
        courier.wakeWith(() -> stepIn(0));
        stepIn(0);
        time.settle();
    }

    private synchronized void stepIn(long nanos) {
        if (nextStep != null) {
            nextStep.cancel(false);
        }
        nextStep = time.schedule(this::step, nanos, TimeUnit.NANOSECONDS);
    }

    private void step() {
        if (ended) {
            return;
        }
        steps++;
        stepsAtOnce = time.nanos() == steppedAt ? stepsAtOnce + 1 : 0;
        steppedAt = time.nanos();
        if (stepsAtOnce == MOST_STEPS_AT_ONCE) {
            ended = true;
            troubles.add(new AssertionError("the courier spins: " + stepsAtOnce + " steps without any time passing"));
        }
        synchronized (this) {
            nextStep = null;
        }
        long sleep = PAUSE_AFTER_TROUBLE.toNanos();
        try {
            sleep = courier.step();
        } catch (Throwable t) {
            troubles.add(t);
        }
        synchronized (this) {
            if (nextStep == null) { // else it was woken meanwhile
                stepIn(sleep);
            }
        }
    }

    /** How often the courier has stepped. */
    int steps() {
        return steps;
    }

    /** Records an event of this name, to leave at once; false when it was not taken. */
    boolean record(String name) {
        return intake.take(event(name), true);
    }

    /** Records {@code n} events, named in turn over the road's whole life: e1, e2 … */
    void record(int n) {
        for (int i = 0; i < n; i++) {
            record("e" + ++named);
        }
    }

    /** As {@link #record(int)}, to leave at the upload interval. */
    void recordDeferred(int n) {
        for (int i = 0; i < n; i++) {
            intake.take(event("e" + ++named), false);
        }
    }

    TraceEvent event(String name) {
        return FakeFormat.event(name, time.nanos());
    }

    void advance(Duration by) {
        time.advance(by);
    }

    void advanceMillis(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    CompletableFuture<Boolean> flush() {
        CompletableFuture<Boolean> done = courier.flush();
        time.settle();
        return done;
    }

    /** As the road does it. */
    void pause() {
        gate.pause();
        courier.wake();
        time.settle();
    }

    /** As the road does it. */
    void resume() {
        gate.resume();
        courier.wake();
        time.settle();
    }

    /** Ends the road at once, as its close does after the flush; the final figures. */
    TracingStats end() {
        intake.seal();
        ended = true;
        courier.end();
        return stats();
    }

    TracingStats stats() {
        return ledger.snapshot();
    }

    /** An answer may be lost after the events were accepted: the receiver then sees them twice. */
    VirtualRoad mayAcceptTwice() {
        mayAcceptTwice = true;
        return this;
    }

    /** The account adds up, between any two steps. */
    void assertAccount() {
        TracingStats stats = stats();
        assertThat(troubles).as("what steps threw").isEmpty();
        assertThat(stats.recorded())
                .as("recorded, in %s", stats)
                .isEqualTo(stats.delivered() + stats.stored() + stats.inFlight() + stats.droppedTotal());
        assertThat(stats.stored()).as("stored, in the ledger and in the store").isEqualTo(store.size());
        if (!mayAcceptTwice) {
            assertThat(endpoint.accepted()).doesNotHaveDuplicates();
        }
    }

    /** The account adds up and nothing is under way: what the receiver saw is what was delivered. */
    void assertQuiet() {
        assertAccount();
        assertThat(stats().inFlight()).as("in flight when all is quiet").isZero();
        assertThat(stats().delivered())
                .as("delivered, as the receiver sees it")
                .isEqualTo(endpoint.distinct().size());
    }

    /** Quiet, nothing left and nothing lost. */
    void assertAllDelivered() {
        assertQuiet();
        assertThat(stats().delivered()).isEqualTo(stats().recorded());
    }
}
