package io.telltale;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.telltale.internal.capture.Redaction;
import io.telltale.internal.capture.Snapshotter;
import io.telltale.internal.delivery.DeliveryRoad;
import io.telltale.internal.delivery.DirectDelivery;
import io.telltale.internal.delivery.EndpointCheck;
import io.telltale.internal.delivery.InMemoryEventStore;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.format.JsonFormat;
import io.telltale.internal.format.LibraryVersion;
import io.telltale.internal.format.OtlpFormat;
import io.telltale.internal.format.SystemInfo;
import io.telltale.internal.format.ZipkinFormat;
import io.telltale.internal.http.ClientManager;
import io.telltale.internal.http.Endpoint;
import io.telltale.internal.http.OkHttpClash;
import io.telltale.internal.proxy.OpenTelemetrySpans;
import io.telltale.internal.proxy.Recorder;
import io.telltale.internal.proxy.Spans;
import io.telltale.internal.proxy.Tracer;
import io.telltale.internal.store.DiskEventStore;
import io.telltale.internal.store.MvStoreDependency;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an event of each completed call of the services that it wraps, at once, to one HTTP endpoint.
 *
 * <pre>{@code
 * Tracing tracing = Tracing.fromEnvironment();
 * OrderService orders = tracing.trace(OrderService.class, new DefaultOrderService());
 * }</pre>
 *
 * <p>Thread-safe. A mistake in the configuration or in an annotation throws where it is made: here, and in {@link
 * #trace}. Afterwards nothing that goes wrong inside reaches the application. Without an endpoint, or switched off, it
 * does nothing, and proxies pass straight through.
 */
public final class Tracing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.telltale");
    private static final TracingStats NOTHING = new TracingStats(0, 0, 0, 0, Map.of());

    private static final ReentrantLock GLOBAL_LOCK = new ReentrantLock();

    /** Written once, under {@link #GLOBAL_LOCK}. */
    private static volatile @Nullable Tracing global;

    private final TracingConfig config;
    private final Tracer tracer;

    /** Null where tracing is off, and where events are handed over in place. */
    private final @Nullable DeliveryRoad road;

    private final @Nullable ShutdownHook hook;

    private Tracing(Builder builder) {
        config = builder.config;
        EventFormat format = format(config);
        Redaction redaction = new Redaction(config.redact());
        Snapshotter snapshotter = new Snapshotter(format, redaction, config.maxValueBytes(), builder.objectMapper);
        DirectDelivery direct = builder.receiver == null ? null : new DirectDelivery(format, builder.receiver, LOG);
        // Last of what can fail: from here on there are threads to end.
        road = direct == null && isOn(config) ? builder.road(format) : null;
        Tracer on = tracer(config, snapshotter, redaction, road, direct);
        tracer = road != null || (direct != null && config.enabled()) ? on : on.off();
        hook = road != null && config.shutdownHook()
                ? ShutdownHook.register(config.shutdownTimeout(), road::isPaused, this::end)
                : null;
        for (StartLine line : direct == null ? StartLine.of(config) : StartLine.besides(config)) {
            line.writeTo(LOG);
        }
    }

    private static boolean isOn(TracingConfig config) {
        return config.enabled() && config.endpoint() != null;
    }

    private static EventFormat format(TracingConfig config) {
        SystemInfo systemInfo = SystemInfo.ofThisProcess(
                config.serviceName(), config.serviceVersion(), config.environment(), config.attributes());
        return switch (config.format()) {
            case JSON -> new JsonFormat(systemInfo);
            case OTLP -> new OtlpFormat(systemInfo);
            case ZIPKIN -> new ZipkinFormat(systemInfo);
        };
    }

    private static Tracer tracer(
            TracingConfig config,
            Snapshotter snapshotter,
            Redaction redaction,
            @Nullable DeliveryRoad road,
            @Nullable DirectDelivery direct) {
        Recorder recorder = (event, delivery) -> {};
        Consumer<Throwable> troubles = trouble -> {};
        if (road != null) {
            recorder = road::record;
            troubles = road::trouble;
        } else if (direct != null) {
            recorder = direct::record;
            troubles = direct::trouble;
        }
        return new Tracer(
                Spans.system(config.sampleRate())
                        .beginning(beginning(config))
                        .beside(OpenTelemetrySpans.find(Tracing.class.getClassLoader(), LOG::warn)),
                snapshotter,
                redaction,
                config.capture(),
                recorder,
                config.delivery(),
                LOG::warn,
                troubles);
    }

    /** What a trace that begins here carries along. */
    private static UnaryOperator<TraceContext> beginning(TracingConfig config) {
        if (!config.mdc()) {
            return UnaryOperator.identity();
        }
        LoggedIds ids = new LoggedIds(config.mdcTraceId(), config.mdcSpanId());
        return begun -> begun.logged(ids);
    }

    /**
     * As the environment variables say; {@code TELLTALE_ENDPOINT} is the one that matters. {@link TracingConfig#from}
     * says whose else are read.
     *
     * @throws TracingConfigException naming every variable whose value is wrong, and what is allowed
     */
    public static Tracing fromEnvironment() {
        return create(TracingConfig.fromEnvironment());
    }

    /**
     * With a configuration and nothing else to say.
     *
     * @throws TracingConfigException naming every file of the configuration that can't be used
     */
    public static Tracing create(TracingConfig config) {
        return builder(config).build();
    }

    /** To bring a store, a meter registry or an object mapper of one's own. */
    public static Builder builder(TracingConfig config) {
        return new Builder(config);
    }

    /**
     * The one of this process, made from the environment at first use; the same at every call, closed or not.
     *
     * @throws TracingConfigException as {@link #fromEnvironment}; the next call tries again
     */
    public static Tracing global() {
        Tracing made = global;
        if (made != null) {
            return made;
        }
        GLOBAL_LOCK.lock();
        try {
            if (global == null) {
                global = fromEnvironment();
            }
            return Objects.requireNonNull(global);
        } finally {
            GLOBAL_LOCK.unlock();
        }
    }

    /**
     * Wraps {@code target} so that calls through {@code type} are traced as {@link Traced} says. Make it once and keep
     * it: annotations are read here. Calls that {@code target} makes to itself don't pass through the proxy.
     *
     * @param type an interface, not sealed
     * @param target what implements it; its exceptions, results and futures reach callers as they are
     * @return a proxy; two of the same target are equal
     * @throws IllegalArgumentException if no proxy can be made or an annotation is wrong, naming type, method and remedy
     */
    public <T> T trace(Class<T> type, T target) {
        return tracer.trace(type, target);
    }

    /**
     * Opens a block that is told as an event when it is closed, a child of what runs on this thread.
     *
     * @param name the event's name, for example {@code load-prices}
     */
    public TraceScope open(String name) {
        return tracer.open(name);
    }

    /**
     * As {@link #continueTrace(String, String)}, without a {@code tracestate}.
     *
     * @param traceparent the request's header, or null
     */
    public ContinuedTrace continueTrace(@Nullable String traceparent) {
        return continueTrace(traceparent, null);
    }

    /**
     * Continues the trace of a caller in another process: what is traced on this thread, until the result is closed, is a
     * child of the caller's span and sampled as the caller says; a failure is told all the same. Without a header, or with
     * one that is malformed, a new trace starts. Never throws.
     *
     * @param traceparent the request's header of <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>, or
     *     null
     * @param tracestate the header beside it, several joined by commas, or null; passed on unread
     */
    public ContinuedTrace continueTrace(@Nullable String traceparent, @Nullable String tracestate) {
        return tracer.continueTrace(traceparent, tracestate);
    }

    /**
     * Sends all that was recorded so far, the store included, and waits for that at most so long. An interrupt ends the
     * wait and stays set. While sending is {@linkplain #pause paused} it sends nothing, and waits for the requests that are
     * under way alone.
     *
     * @return true when none of it is left undelivered and none was lost meanwhile, be it left out under pressure
     */
    public boolean flush(Duration timeout) {
        return road == null || road.flush(timeout);
    }

    /**
     * Sends one event of its own, called {@code telltale.check}, and tells step by step what it saw: names, connection, TLS,
     * status, the receiver's words, and what to change. It goes around everything that waits: it is no recorded event, and
     * {@link #stats} don't count it, though {@code telltale.log.requests} counts the request. It passes a {@linkplain #pause
     * pause} and an open breaker, and what it meets is news to the breaker; it waits, unsent, for the time that a {@code
     * Retry-After} named. Any thread; takes at most {@code TELLTALE_REQUEST_TIMEOUT}; never throws. An interrupt ends the
     * wait and stays set.
     */
    public TracingCheck check() {
        return road == null ? TracingCheck.off(config) : road.check().with(config);
    }

    /**
     * {@link #check()} for a configuration that nothing runs with.
     *
     * @throws TracingConfigException naming every file of the configuration that can't be used
     */
    static TracingCheck check(TracingConfig config) {
        if (!isOn(config)) {
            return TracingCheck.off(config);
        }
        try (Endpoint endpoint = builder(config).endpoint()) {
            return new EndpointCheck(endpoint, format(config)).run().with(config);
        }
    }

    /**
     * Stops sending, at once, until {@link #resume}. What is recorded meanwhile is stored, within the store's bounds; nobody
     * waits for it, in synchronous delivery either. Requests under way end as they would. Any thread, any number of times;
     * does nothing where tracing is off or closed.
     */
    public void pause() {
        if (road != null) {
            road.pause();
        }
    }

    /**
     * Ends a {@link #pause}. What was stored leaves at once, the oldest first, in batches and at no more than twice the usual
     * rate of requests, or one a second. Any thread, any number of times; does nothing where sending is not paused.
     */
    public void resume() {
        if (road != null) {
            road.resume();
        }
    }

    /** What became of every event so far; after {@link #close} the final figures. */
    public TracingStats stats() {
        return road == null ? NOTHING : road.stats();
    }

    /** How delivery is doing. */
    public TracingHealth health() {
        return road == null ? TracingHealth.of(TracingHealth.State.OFF) : road.health();
    }

    /** For the interceptors that this library brings for frameworks. What it returns is internal, and no promise. */
    public Tracer tracer() {
        return tracer;
    }

    /** As it was given, secrets included; its {@code toString} masks them. */
    public TracingConfig config() {
        return config;
    }

    /** Closes within {@code TELLTALE_SHUTDOWN_TIMEOUT}. */
    @Override
    public void close() {
        close(config.shutdownTimeout());
    }

    /**
     * Takes no more events, sends what was recorded within {@code timeout}, and ends every thread and meter of this
     * tracing; proxies then pass straight through. What could not be sent is told on the log. While sending is {@linkplain
     * #pause paused} nothing more is sent: what waits is dropped as {@code closed}, or kept where the store outlives the
     * process. Any thread, any number of times.
     *
     * @return the final figures
     */
    public TracingStats close(Duration timeout) {
        if (hook != null) {
            hook.unregister();
        }
        return end(timeout);
    }

    private TracingStats end(Duration timeout) {
        tracer.end();
        return road == null ? NOTHING : road.close(timeout);
    }

    /** The configuration, secrets masked. */
    @Override
    public String toString() {
        return "Tracing[" + config + "]";
    }

    /** What a {@link Tracing} is made of. Not thread-safe; used once. */
    public static final class Builder {
        private final TracingConfig config;
        private @Nullable EventStore eventStore;
        private @Nullable MeterRegistry meterRegistry;
        private @Nullable ObjectMapper objectMapper;
        private @Nullable Consumer<EncodedEvent> receiver;

        private Builder(TracingConfig config) {
            this.config = config;
        }

        /** Where undelivered events wait; by default in memory, and in {@code TELLTALE_STORE_DIR}. The tracing closes it. */
        public Builder eventStore(EventStore store) {
            eventStore = Objects.requireNonNull(store);
            return this;
        }

        /** Where meters are registered; by default, and then a second later, {@link Metrics#globalRegistry}. */
        public Builder meterRegistry(MeterRegistry registry) {
            meterRegistry = Objects.requireNonNull(registry);
            return this;
        }

        /** How captured values are serialized; copied, so that the caller's stays as it is. */
        public Builder objectMapper(ObjectMapper mapper) {
            objectMapper = Objects.requireNonNull(mapper);
            return this;
        }

        /**
         * Hands events to {@code receiver} in place of the endpoint, which may then be absent: each at once, on the thread that
         * tells it, with no thread, store or request between. For tests, such as those with {@code
         * io.telltale.junit5.RecordedEvents}: {@link Tracing#stats}, {@link Tracing#health} and {@link Tracing#check} say what
         * they say where tracing is off.
         *
         * @param receiver called by many threads; what it throws costs the event, and is logged
         */
        public Builder deliverTo(Consumer<EncodedEvent> receiver) {
            this.receiver = Objects.requireNonNull(receiver);
            return this;
        }

        /**
         * Makes it, and starts it.
         *
         * @throws TracingConfigException naming every file of the configuration that can't be used, and a dependency that it
         *     needs and that is missing
         */
        public Tracing build() {
            return new Tracing(this);
        }

        private DeliveryRoad road(EventFormat format) {
            String clash = OkHttpClash.find(Tracing.class.getClassLoader());
            if (clash != null) {
                StartLine.warning(clash).writeTo(LOG);
            }
            Endpoint endpoint = endpoint();
            for (String sentence : endpoint.warnings()) {
                StartLine.warning(sentence).writeTo(LOG);
            }
            return new DeliveryRoad(config, format, endpoint, store(), meterRegistry, LOG);
        }

        private Endpoint endpoint() {
            String missing = missingDependency();
            if (missing == null) {
                return usableEndpoint();
            }
            List<String> problems = new ArrayList<>(List.of(missing));
            try {
                usableEndpoint().close();
            } catch (TracingConfigException wrong) {
                problems.addAll(wrong.problems());
            }
            throw new TracingConfigException(problems);
        }

        private Endpoint usableEndpoint() {
            try {
                return endpoint(config);
            } catch (TracingConfigException wrong) {
                return endpoint(BorrowedFiles.passedOver(
                        config, wrong, sentence -> StartLine.warning(sentence).writeTo(LOG)));
            }
        }

        private static Endpoint endpoint(TracingConfig usable) {
            return Endpoint.open(ClientManager.shared(), usable, "telltale-java/" + LibraryVersion.get());
        }

        private @Nullable String missingDependency() {
            return config.storeDir() == null || eventStore != null
                    ? null
                    : MvStoreDependency.missing(Tracing.class.getClassLoader());
        }

        private EventStore store() {
            Path directory = config.storeDir();
            if (eventStore != null) {
                if (directory != null) {
                    StartLine.warning(
                                    "TELLTALE_STORE_DIR is passed over: an event store of its own was given to the tracing")
                            .writeTo(LOG);
                }
                return eventStore;
            }
            return directory == null
                    ? inMemory()
                    : DiskEventStore.open(directory, config.storeSyncInterval(), inMemory(), LOG);
        }

        private InMemoryEventStore inMemory() {
            return new InMemoryEventStore(
                    config.storeMaxEvents(), config.storeMaxBytes(), config.storeOverflow() == Overflow.DROP_NEWEST);
        }
    }
}
