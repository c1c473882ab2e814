package io.telltale.internal.meters;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.noop.NoopTimer;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of one tracer. Each carries the tag {@code tracer}; Prometheus wants one set of tag keys a name, so {@code
 * reason} is {@code none} where nothing was dropped.
 *
 * <p>Thread-safe. Nothing here ever throws: what a registry throws is counted in {@link #failures}, and the first is told
 * to the callback given.
 */
public final class Meters implements AutoCloseable {
    static final String TRACER = "tracer";

    private static final String EVENTS = "telltale.events";
    private static final String REQUESTS = "telltale.log.requests";
    private static final String DELIVERY = "telltale.log.delivery";
    private static final String CIRCUIT = "telltale.circuit";
    private static final String NOT_PERMITTED = "telltale.circuit.not.permitted";
    private static final String STORE_EVENTS = "telltale.store.events";
    private static final String STORE_BYTES = "telltale.store.bytes";
    private static final String STORE_FILL = "telltale.store.fill";
    private static final String STORE_DISK_BYTES = "telltale.store.disk.bytes";
    static final String LANE_EVENTS = "telltale.lane.events";
    private static final String LANE_BYTES = "telltale.lane.bytes";
    private static final String REQUESTS_ACTIVE = "telltale.requests.active";
    private static final String REQUESTS_MAX = "telltale.requests.max";
    private static final String UNDELIVERED_AGE = "telltale.undelivered.age";
    private static final String SUCCESS_AGE = "telltale.success.age";

    /** A fixed few: every combination of tags has a time series for each. */
    private static final Duration[] BUCKETS = Stream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final MeterSources sources;
    private final Guard guard;
    private final String name;
    private final Tags tags;
    private final @Nullable SharedRegistry shared;

    // Thread-safe in themselves.
    private final Queue<Meter> registered = new ConcurrentLinkedQueue<>();
    private final Map<Tags, Timer> requests = new ConcurrentHashMap<>();

    private final Timer delivery;

    /** Guarded by this. */
    private @Nullable ConnectionPool pool;

    /** Written once, by close(). */
    private volatile boolean closed;

    /**
     * Registers the meters.
     *
     * @param registry whose failures are kept from everyone
     * @param service what {@link #name} starts with
     * @param sources kept as long as this object is; the registry refers to it only weakly
     * @param onFirstFailure told once, in a sentence, of the first failure of the registry
     */
    public Meters(MeterRegistry registry, String service, MeterSources sources, Consumer<String> onFirstFailure) {
        this.registry = registry;
        this.sources = sources;
        this.guard = new Guard(onFirstFailure);
        this.shared = guard.get("be told from others", () -> SharedRegistry.of(registry));
        this.name = claimName(service);
        this.tags = Tags.of(TRACER, name);
        guard.run("register counters", this::registerCounters);
        guard.run("register gauges", this::registerGauges);
        this.delivery = timer(DELIVERY, "From a call's end to its event's acknowledgement", tags);
    }

    /** The value of the tag {@code tracer}: the service, with a number for a further tracer in the same registry. */
    public String name() {
        return name;
    }

    /** How often the registry, or the callback told of it, threw. */
    public long failures() {
        return guard.failures();
    }

    /**
     * Records one request.
     *
     * @param status {@code success} or {@code error}
     * @param outcome what came of it, one of a fixed few: {@code 2xx}, {@code timeout} …
     * @param client {@code sync}, {@code async} or {@code deferred}
     */
    public void request(String status, String outcome, String client, long durationNanos) {
        Tags all = tags.and("status", status, "outcome", outcome, "client", client);
        record(requests.computeIfAbsent(all, this::requestTimer), durationNanos);
    }

    /** Records the time from one call's end to its event's acknowledgement. */
    public void delivery(long durationNanos) {
        record(delivery, durationNanos);
    }

    /** Shows a pool, in place of one shown before; a pool that several tracers of a registry share is shown once. */
    public synchronized void bindPool(ConnectionPool next) {
        SharedRegistry others = shared;
        if (closed || next == pool || others == null) {
            return;
        }
        unbindPool();
        guard.run("bind the connection pool", () -> {
            others.bindPool(registry, next, name);
            pool = next;
        });
    }

    /** Removes this tracer's meters; the second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        unbindPool();
        for (Meter meter = registered.poll(); meter != null; meter = registered.poll()) {
            remove(meter);
        }
        if (shared != null) {
            shared.releaseName(name);
        }
    }

    private String claimName(String service) {
        SharedRegistry others = shared;
        String claimed = others == null ? null : guard.get("be searched", () -> others.claimName(registry, service));
        return claimed == null ? service : claimed;
    }

    private void unbindPool() {
        ConnectionPool bound = pool;
        SharedRegistry others = shared;
        if (bound != null && others != null) {
            guard.run("unbind the connection pool", () -> others.unbindPool(registry, bound));
        }
        pool = null;
    }

    private void registerCounters() {
        events("recorded", MeterSources::recorded);
        events("delivered", MeterSources::delivered);
        events("spilled", MeterSources::spilled);
        events("uploaded", MeterSources::uploaded);
        for (String reason : sources.dropReasons()) {
            events("dropped", reason, figures -> figures.dropped(reason));
        }
        counter(NOT_PERMITTED, "Requests that the breaker held back", null, tags, MeterSources::callsNotPermitted);
    }

    private void registerGauges() {
        gauge(CIRCUIT, "The breaker: 0 closed, 1 half-open, 2 open", null, MeterSources::breakerState);
        gauge(STORE_EVENTS, "Events that wait in the store", BaseUnits.EVENTS, MeterSources::storeEvents);
        gauge(STORE_BYTES, "Room that events take in the store", BaseUnits.BYTES, MeterSources::storeBytes);
        gauge(STORE_FILL, "How full the store is, from 0 to 1", null, MeterSources::storeFill);
        if (!Double.isNaN(sources.storeDiskBytes())) {
            gauge(STORE_DISK_BYTES, "Room that events take on the disk", BaseUnits.BYTES, MeterSources::storeDiskBytes);
        }
        gauge(LANE_EVENTS, "Finished calls not yet encoded", BaseUnits.EVENTS, MeterSources::laneEvents);
        gauge(
                LANE_BYTES,
                "Captured values of finished calls not yet encoded",
                BaseUnits.BYTES,
                MeterSources::laneBytes);
        gauge(REQUESTS_ACTIVE, "Requests under way", null, MeterSources::activeRequests);
        gauge(REQUESTS_MAX, "Most requests that may be under way", null, MeterSources::maxRequests);
        gauge(UNDELIVERED_AGE, "Oldest event not yet delivered", "seconds", MeterSources::undeliveredAgeSeconds);
        gauge(SUCCESS_AGE, "Time since the last success", "seconds", MeterSources::successAgeSeconds);
    }

    private void events(String state, ToDoubleFunction<MeterSources> figure) {
        events(state, "none", figure);
    }

    private void events(String state, String reason, ToDoubleFunction<MeterSources> figure) {
        Tags both = tags.and("state", state, "reason", reason);
        counter(EVENTS, "Events, by what became of them", BaseUnits.EVENTS, both, figure);
    }

    private void counter(
            String meter,
            String description,
            @Nullable String unit,
            Tags itsTags,
            ToDoubleFunction<MeterSources> figure) {
        register(() -> FunctionCounter.builder(meter, sources, new LastKnown(new OrNaN(figure, guard)))
                .description(description)
                .baseUnit(unit)
                .tags(itsTags)
                .register(registry));
    }

    private void gauge(String meter, String description, @Nullable String unit, ToDoubleFunction<MeterSources> figure) {
        register(() -> Gauge.builder(meter, sources, new OrNaN(figure, guard))
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry));
    }

    private Timer requestTimer(Tags all) {
        return timer(REQUESTS, "Requests to the endpoint", all);
    }

    private Timer timer(String meter, String description, Tags itsTags) {
        Timer timer = register(() -> Timer.builder(meter)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .tags(itsTags)
                .register(registry));
        // Without one, none is asked for again: a registry that refuses would throw at every request.
        return timer != null ? timer : new NoopTimer(new Meter.Id(meter, itsTags, null, description, Meter.Type.TIMER));
    }

    private <M extends Meter> @Nullable M register(Supplier<M> registration) {
        M meter = guard.get("register a meter", registration);
        if (meter != null) {
            registered.add(meter);
            if (closed) {
                // close() may have been through the list before this one came.
                remove(meter);
            }
        }
        return meter;
    }

    private void remove(Meter meter) {
        guard.run("remove a meter", () -> registry.remove(meter));
    }

    private void record(Timer timer, long nanos) {
        try { // and no lambda for the guard: this is once an event
            timer.record(nanos, TimeUnit.NANOSECONDS);
        } catch (Throwable e) { // as in the guard
            guard.failed("record a time", e);
        }
    }
}
