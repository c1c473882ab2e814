package io.telltale;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of a {@link Tracing}: checked, immutable, and read from nowhere else. Each is an environment variable, an
 * accessor here and a method of the {@link Builder}; all three keep the same bounds.
 */
public final class TracingConfig {
    private final Map<Variable<?>, Object> values;
    private final Map<Variable<?>, String> sources;
    private final List<String> warnings;
    private final List<String> notes;

    private TracingConfig(Builder builder) {
        this.values = Map.copyOf(builder.values);
        this.sources = Map.copyOf(builder.sources);
        this.warnings = List.copyOf(builder.warnings);
        this.notes = List.copyOf(builder.notes);
    }

    /**
     * As the process's environment variables say.
     *
     * @throws TracingConfigException naming every variable whose value is not allowed
     */
    public static TracingConfig fromEnvironment() {
        return from(System.getenv());
    }

    /**
     * As {@code environment} says, by the names of environment variables; a blank value is none. Where a name of ours is
     * not set, that of <a
     * href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">OpenTelemetry</a> stands
     * in for it; one that makes no sense is warned about at the start and passed over.
     *
     * @throws TracingConfigException naming every variable whose value is not allowed
     */
    public static TracingConfig from(Map<String, String> environment) {
        return new Builder().read(environment).build();
    }

    /**
     * The names of all environment variables of ours, in the order of the README: for those who keep settings elsewhere and
     * give them to {@link #from}.
     */
    public static Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        for (Variable<?> variable : Variables.ALL) {
            names.add(variable.name());
        }
        return Collections.unmodifiableSet(names);
    }

    /** The defaults, to begin with; no environment variable is read. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Whether calls are told at all; if not, proxies pass straight through. */
    public boolean enabled() {
        return Variables.ENABLED.requiredIn(values);
    }

    /** Where events go; null turns tracing off. */
    public @Nullable URI endpoint() {
        return Variables.ENDPOINT.in(values);
    }

    /** The language the endpoint is spoken to in; by default what its path asks for. */
    public WireFormat format() {
        WireFormat chosen = Variables.FORMAT.in(values);
        return chosen == null ? WireFormat.of(endpoint()) : chosen;
    }

    /** How events travel where {@link Traced} does not say; never {@link Delivery#DEFAULT}. */
    public Delivery delivery() {
        return Variables.DELIVERY.requiredIn(values);
    }

    /** Sent as {@code Authorization: Bearer …}. */
    public @Nullable String apiKey() {
        return Variables.API_KEY.in(values);
    }

    /** Sent with every request; one of these wins over a header that the library would send. */
    public Map<String, String> headers() {
        return Variables.HEADERS.requiredIn(values);
    }

    /** Who is speaking. */
    public String serviceName() {
        return Variables.SERVICE_NAME.requiredIn(values);
    }

    /** The version of the one who is speaking. */
    public @Nullable String serviceVersion() {
        return Variables.SERVICE_VERSION.in(values);
    }

    /** Where the one who is speaking runs, such as {@code prod}. */
    public @Nullable String environment() {
        return Variables.ENVIRONMENT.in(values);
    }

    /** Further attributes of the one who is speaking. */
    public Map<String, String> attributes() {
        return Variables.ATTRIBUTES.requiredIn(values);
    }

    /** The share of traces that is told, from 0 to 1; failures are always told. */
    public double sampleRate() {
        return Variables.SAMPLE_RATE.requiredIn(values);
    }

    /** What of a call's values is told where {@link Traced} does not say. */
    public CaptureMode capture() {
        return Variables.CAPTURE.requiredIn(values);
    }

    /** Names whose values are never told, in any case, with or without {@code _} and {@code -}: the built-in ones and more. */
    public Set<String> redact() {
        Set<String> names = new LinkedHashSet<>(Variables.ALWAYS_REDACTED);
        names.addAll(Variables.REDACT.requiredIn(values));
        return Collections.unmodifiableSet(names);
    }

    /** The most bytes of one argument or result. */
    public int maxValueBytes() {
        return Math.toIntExact(Variables.MAX_VALUE_BYTES.requiredIn(values));
    }

    /** The longest that connecting may take. */
    public Duration connectTimeout() {
        return Variables.CONNECT_TIMEOUT.requiredIn(values);
    }

    /** The longest that one attempt may take, from connecting to the end of the answer. */
    public Duration requestTimeout() {
        return Variables.REQUEST_TIMEOUT.requiredIn(values);
    }

    /** The longest that {@link Delivery#SYNC} may hold a call, retries included. */
    public Duration syncMaxWait() {
        return Variables.SYNC_MAX_WAIT.requiredIn(values);
    }

    /** The most sockets, and requests under way. */
    public int maxConnections() {
        return Variables.MAX_CONNECTIONS.requiredIn(values);
    }

    /** How often a request is tried before its events are stored, the first attempt included. */
    public int retryMaxAttempts() {
        return Variables.RETRY_MAX_ATTEMPTS.requiredIn(values);
    }

    /** The mean wait after the first failed attempt; it doubles from there. */
    public Duration retryInitialBackoff() {
        return Variables.RETRY_INITIAL_BACKOFF.requiredIn(values);
    }

    /** The longest mean wait between two attempts. */
    public Duration retryMaxBackoff() {
        return Variables.RETRY_MAX_BACKOFF.requiredIn(values);
    }

    /** How many failures in a row open the circuit breaker. */
    public int breakerMaxFailures() {
        return Variables.BREAKER_MAX_FAILURES.requiredIn(values);
    }

    /** The longest wait between two probes through an open breaker. */
    public Duration breakerResetTimeout() {
        return Variables.BREAKER_RESET_TIMEOUT.requiredIn(values);
    }

    /** The most events of one request. */
    public int batchMaxEvents() {
        return Variables.BATCH_MAX_EVENTS.requiredIn(values);
    }

    /** The most bytes of one request; an event that is larger travels alone. */
    public int batchMaxBytes() {
        return Math.toIntExact(Variables.BATCH_MAX_BYTES.requiredIn(values));
    }

    /** The most finished calls that are not yet encoded. */
    public int laneMaxEvents() {
        return Variables.LANE_MAX_EVENTS.requiredIn(values);
    }

    /** The most bytes of the event store; by default an eighth of the maximum heap, at most 256 MiB. */
    public long storeMaxBytes() {
        return Variables.STORE_MAX_BYTES.requiredIn(values);
    }

    /** The most events of the event store. */
    public int storeMaxEvents() {
        return Variables.STORE_MAX_EVENTS.requiredIn(values);
    }

    /** Whom a full event store drops. */
    public Overflow storeOverflow() {
        return Variables.STORE_OVERFLOW.requiredIn(values);
    }

    /** What an event store that fills up does with successful calls. */
    public Pressure storePressure() {
        return Variables.STORE_PRESSURE.requiredIn(values);
    }

    /** Where undelivered events outlive the process; null keeps them in memory alone. */
    public @Nullable Path storeDir() {
        return Variables.STORE_DIR.in(values);
    }

    /** How much of what was recorded last may be lost when the process is killed, where there is a {@link #storeDir}. */
    public Duration storeSyncInterval() {
        return Variables.STORE_SYNC_INTERVAL.requiredIn(values);
    }

    /** How often stored events are uploaded. */
    public Duration uploadInterval() {
        return Variables.UPLOAD_INTERVAL.requiredIn(values);
    }

    /** The longest that closing may take. */
    public Duration shutdownTimeout() {
        return Variables.SHUTDOWN_TIMEOUT.requiredIn(values);
    }

    /** Whether what is left is sent when the JVM shuts down. */
    public boolean shutdownHook() {
        return Variables.SHUTDOWN_HOOK.requiredIn(values);
    }

    /** Whether the current span's ids stand in SLF4J's MDC, for every line that the application logs. */
    public boolean mdc() {
        return Variables.MDC.requiredIn(values);
    }

    /** The MDC's key of the trace id. */
    public String mdcTraceId() {
        return Variables.MDC_TRACE_ID.requiredIn(values);
    }

    /** The MDC's key of the span id. */
    public String mdcSpanId() {
        return Variables.MDC_SPAN_ID.requiredIn(values);
    }

    /** A PEM file of the CAs to trust in place of the JVM's. */
    public @Nullable Path sslCertPath() {
        return Variables.SSL_CERT_PATH.in(values);
    }

    /** A PEM file of the client's certificate and its intermediates; comes with a key. */
    public @Nullable Path clientCertPath() {
        return Variables.CLIENT_CERT_PATH.in(values);
    }

    /** A PEM file of the client certificate's key, PKCS#8, not encrypted. */
    public @Nullable Path clientKeyPath() {
        return Variables.CLIENT_KEY_PATH.in(values);
    }

    /** How request bodies are compressed. */
    public Compression compression() {
        return Variables.COMPRESSION.requiredIn(values);
    }

    /** The names of the environment variables that had a say, in the order of the declarations. */
    List<String> sources() {
        Set<String> names = new LinkedHashSet<>();
        for (Variable<?> variable : Variables.ALL) {
            String source = sources.get(variable);
            if (source != null) {
                names.add(source);
            }
        }
        return List.copyOf(names);
    }

    /** The name of the environment variable that made this setting, or null. */
    @Nullable String source(Variable<?> setting) {
        return sources.get(setting);
    }

    /** What is probably a mistake though nothing forbids it: sentences for the log. */
    List<String> warnings() {
        return warnings;
    }

    /** What is done another way than the environment says, with the same effect: sentences for the log. */
    List<String> notes() {
        return notes;
    }

    /** Every setting; secrets are masked. */
    @Override
    public String toString() {
        return Variables.ALL.stream()
                .map(variable -> variable.shownIn(values))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", ", "TracingConfig[", "]"));
    }

    /**
     * Gathers settings. Checks happen in {@link #build}, so that all problems are told together; null sets a value back to
     * its default. Not thread-safe.
     */
    public static final class Builder {
        private final Map<Variable<?>, Object> values;
        private final Map<Variable<?>, String> sources;
        private final List<String> warnings;
        private final List<String> notes;

        /** Texts that could not be read, told by {@link #build}. */
        private final Map<Variable<?>, String> unreadable = new LinkedHashMap<>();

        private Builder() {
            this.values = new LinkedHashMap<>();
            this.sources = new LinkedHashMap<>();
            this.warnings = new ArrayList<>();
            this.notes = new ArrayList<>();
        }

        private Builder(TracingConfig config) {
            this.values = new LinkedHashMap<>(config.values);
            this.sources = new LinkedHashMap<>(config.sources);
            this.warnings = new ArrayList<>(config.warnings);
            this.notes = new ArrayList<>(config.notes);
        }

        /** {@link TracingConfig#enabled}, {@code TELLTALE_ENABLED}. */
        public Builder enabled(boolean value) {
            return set(Variables.ENABLED, value);
        }

        /** {@link TracingConfig#endpoint}, {@code TELLTALE_ENDPOINT}. */
        public Builder endpoint(@Nullable URI value) {
            return set(Variables.ENDPOINT, value);
        }

        /** {@link TracingConfig#endpoint} as text. */
        public Builder endpoint(@Nullable String value) {
            return setText(Variables.ENDPOINT, value);
        }

        /** {@link TracingConfig#format}, {@code TELLTALE_FORMAT}. */
        public Builder format(@Nullable WireFormat value) {
            return set(Variables.FORMAT, value);
        }

        /** {@link TracingConfig#delivery}, {@code TELLTALE_DELIVERY}. */
        public Builder delivery(@Nullable Delivery value) {
            return set(Variables.DELIVERY, value);
        }

        /** {@link TracingConfig#apiKey}, {@code TELLTALE_API_KEY}. */
        public Builder apiKey(@Nullable String value) {
            return set(Variables.API_KEY, value);
        }

        /** {@link TracingConfig#headers}, {@code TELLTALE_HEADERS}. */
        public Builder headers(@Nullable Map<String, String> value) {
            return set(
                    Variables.HEADERS, value == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(value)));
        }

        /** {@link TracingConfig#serviceName}, {@code TELLTALE_SERVICE_NAME}. */
        public Builder serviceName(@Nullable String value) {
            return set(Variables.SERVICE_NAME, value);
        }

        /** {@link TracingConfig#serviceVersion}, {@code TELLTALE_SERVICE_VERSION}. */
        public Builder serviceVersion(@Nullable String value) {
            return set(Variables.SERVICE_VERSION, value);
        }

        /** {@link TracingConfig#environment}, {@code TELLTALE_ENVIRONMENT}. */
        public Builder environment(@Nullable String value) {
            return set(Variables.ENVIRONMENT, value);
        }

        /** {@link TracingConfig#attributes}, {@code TELLTALE_ATTRIBUTES}. */
        public Builder attributes(@Nullable Map<String, String> value) {
            return set(
                    Variables.ATTRIBUTES,
                    value == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(value)));
        }

        /** {@link TracingConfig#sampleRate}, {@code TELLTALE_SAMPLE_RATE}. */
        public Builder sampleRate(double value) {
            return set(Variables.SAMPLE_RATE, value);
        }

        /** {@link TracingConfig#capture}, {@code TELLTALE_CAPTURE}. */
        public Builder capture(@Nullable CaptureMode value) {
            return set(Variables.CAPTURE, value);
        }

        /** {@code TELLTALE_REDACT}: names that are redacted beside the built-in ones. */
        public Builder redact(@Nullable Collection<String> value) {
            return set(
                    Variables.REDACT, value == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(value)));
        }

        /** {@link TracingConfig#maxValueBytes}, {@code TELLTALE_MAX_VALUE_BYTES}. */
        public Builder maxValueBytes(int value) {
            return set(Variables.MAX_VALUE_BYTES, (long) value);
        }

        /** {@link TracingConfig#connectTimeout}, {@code TELLTALE_CONNECT_TIMEOUT}. */
        public Builder connectTimeout(@Nullable Duration value) {
            return set(Variables.CONNECT_TIMEOUT, value);
        }

        /** {@link TracingConfig#requestTimeout}, {@code TELLTALE_REQUEST_TIMEOUT}. */
        public Builder requestTimeout(@Nullable Duration value) {
            return set(Variables.REQUEST_TIMEOUT, value);
        }

        /** {@link TracingConfig#syncMaxWait}, {@code TELLTALE_SYNC_MAX_WAIT}. */
        public Builder syncMaxWait(@Nullable Duration value) {
            return set(Variables.SYNC_MAX_WAIT, value);
        }

        /** {@link TracingConfig#maxConnections}, {@code TELLTALE_MAX_CONNECTIONS}. */
        public Builder maxConnections(int value) {
            return set(Variables.MAX_CONNECTIONS, value);
        }

        /** {@link TracingConfig#retryMaxAttempts}, {@code TELLTALE_RETRY_MAX_ATTEMPTS}. */
        public Builder retryMaxAttempts(int value) {
            return set(Variables.RETRY_MAX_ATTEMPTS, value);
        }

        /** {@link TracingConfig#retryInitialBackoff}, {@code TELLTALE_RETRY_INITIAL_BACKOFF}. */
        public Builder retryInitialBackoff(@Nullable Duration value) {
            return set(Variables.RETRY_INITIAL_BACKOFF, value);
        }

        /** {@link TracingConfig#retryMaxBackoff}, {@code TELLTALE_RETRY_MAX_BACKOFF}. */
        public Builder retryMaxBackoff(@Nullable Duration value) {
            return set(Variables.RETRY_MAX_BACKOFF, value);
        }

        /** {@link TracingConfig#breakerMaxFailures}, {@code TELLTALE_BREAKER_MAX_FAILURES}. */
        public Builder breakerMaxFailures(int value) {
            return set(Variables.BREAKER_MAX_FAILURES, value);
        }

        /** {@link TracingConfig#breakerResetTimeout}, {@code TELLTALE_BREAKER_RESET_TIMEOUT}. */
        public Builder breakerResetTimeout(@Nullable Duration value) {
            return set(Variables.BREAKER_RESET_TIMEOUT, value);
        }

        /** {@link TracingConfig#batchMaxEvents}, {@code TELLTALE_BATCH_MAX_EVENTS}. */
        public Builder batchMaxEvents(int value) {
            return set(Variables.BATCH_MAX_EVENTS, value);
        }

        /** {@link TracingConfig#batchMaxBytes}, {@code TELLTALE_BATCH_MAX_BYTES}. */
        public Builder batchMaxBytes(int value) {
            return set(Variables.BATCH_MAX_BYTES, (long) value);
        }

        /** {@link TracingConfig#laneMaxEvents}, {@code TELLTALE_LANE_MAX_EVENTS}. */
        public Builder laneMaxEvents(int value) {
            return set(Variables.LANE_MAX_EVENTS, value);
        }

        /** {@link TracingConfig#storeMaxBytes}, {@code TELLTALE_STORE_MAX_BYTES}. */
        public Builder storeMaxBytes(long value) {
            return set(Variables.STORE_MAX_BYTES, value);
        }

        /** {@link TracingConfig#storeMaxEvents}, {@code TELLTALE_STORE_MAX_EVENTS}. */
        public Builder storeMaxEvents(int value) {
            return set(Variables.STORE_MAX_EVENTS, value);
        }

        /** {@link TracingConfig#storeOverflow}, {@code TELLTALE_STORE_OVERFLOW}. */
        public Builder storeOverflow(@Nullable Overflow value) {
            return set(Variables.STORE_OVERFLOW, value);
        }

        /** {@link TracingConfig#storePressure}, {@code TELLTALE_STORE_PRESSURE}. */
        public Builder storePressure(@Nullable Pressure value) {
            return set(Variables.STORE_PRESSURE, value);
        }

        /** {@link TracingConfig#storeDir}, {@code TELLTALE_STORE_DIR}. */
        public Builder storeDir(@Nullable Path value) {
            return set(Variables.STORE_DIR, value);
        }

        /** {@link TracingConfig#storeSyncInterval}, {@code TELLTALE_STORE_SYNC_INTERVAL}. */
        public Builder storeSyncInterval(@Nullable Duration value) {
            return set(Variables.STORE_SYNC_INTERVAL, value);
        }

        /** {@link TracingConfig#uploadInterval}, {@code TELLTALE_UPLOAD_INTERVAL}. */
        public Builder uploadInterval(@Nullable Duration value) {
            return set(Variables.UPLOAD_INTERVAL, value);
        }

        /** {@link TracingConfig#shutdownTimeout}, {@code TELLTALE_SHUTDOWN_TIMEOUT}. */
        public Builder shutdownTimeout(@Nullable Duration value) {
            return set(Variables.SHUTDOWN_TIMEOUT, value);
        }

        /** {@link TracingConfig#shutdownHook}, {@code TELLTALE_SHUTDOWN_HOOK}. */
        public Builder shutdownHook(boolean value) {
            return set(Variables.SHUTDOWN_HOOK, value);
        }

        /** {@link TracingConfig#mdc}, {@code TELLTALE_MDC}. */
        public Builder mdc(boolean value) {
            return set(Variables.MDC, value);
        }

        /** {@link TracingConfig#mdcTraceId}, {@code TELLTALE_MDC_TRACE_ID}. */
        public Builder mdcTraceId(@Nullable String value) {
            return set(Variables.MDC_TRACE_ID, value);
        }

        /** {@link TracingConfig#mdcSpanId}, {@code TELLTALE_MDC_SPAN_ID}. */
        public Builder mdcSpanId(@Nullable String value) {
            return set(Variables.MDC_SPAN_ID, value);
        }

        /** {@link TracingConfig#sslCertPath}, {@code TELLTALE_SSL_CERT_PATH}. */
        public Builder sslCertPath(@Nullable Path value) {
            return set(Variables.SSL_CERT_PATH, value);
        }

        /** {@link TracingConfig#clientCertPath}, {@code TELLTALE_CLIENT_CERT_PATH}. */
        public Builder clientCertPath(@Nullable Path value) {
            return set(Variables.CLIENT_CERT_PATH, value);
        }

        /** {@link TracingConfig#clientKeyPath}, {@code TELLTALE_CLIENT_KEY_PATH}. */
        public Builder clientKeyPath(@Nullable Path value) {
            return set(Variables.CLIENT_KEY_PATH, value);
        }

        /** {@link TracingConfig#compression}, {@code TELLTALE_COMPRESSION}. */
        public Builder compression(@Nullable Compression value) {
            return set(Variables.COMPRESSION, value);
        }

        /**
         * The settings as they are now; the builder may be used on.
         *
         * @throws TracingConfigException naming every setting that is not allowed
         */
        public TracingConfig build() {
            List<String> problems = new ArrayList<>();
            Set<Variable<?>> wrong = new LinkedHashSet<>();
            for (Variable<?> variable : Variables.ALL) {
                String text = unreadable.get(variable);
                if (text != null || !variable.isLegalIn(values)) {
                    String name = sources.getOrDefault(variable, variable.name());
                    problems.add(variable.problem(name, text != null ? text : variable.writtenIn(values)));
                    wrong.add(variable);
                }
            }
            problems.addAll(Contradictions.in(values, wrong));
            if (!problems.isEmpty()) {
                throw new TracingConfigException(problems);
            }
            return new TracingConfig(this);
        }

        private Builder read(Map<String, String> environment) {
            for (Variable<?> variable : Variables.ALL) {
                String name = variable.nameIn(environment);
                if (name != null) {
                    setText(variable, environment.get(name));
                    sources.put(variable, name);
                }
            }
            warnings.addAll(UnknownNames.in(environment));
            borrow(BorrowedVariables.in(environment, sources.keySet()));
            return this;
        }

        private void borrow(BorrowedVariables borrowed) {
            values.putAll(borrowed.values());
            sources.putAll(borrowed.sources());
            warnings.addAll(borrowed.warnings());
            notes.addAll(borrowed.notes());
        }

        private <T> Builder setText(Variable<T> variable, @Nullable String text) {
            T value = text == null ? null : variable.read(text);
            set(variable, value);
            if (text != null && value == null) {
                unreadable.put(variable, text);
            }
            return this;
        }

        private <T> Builder set(Variable<T> variable, @Nullable T value) {
            sources.remove(variable);
            unreadable.remove(variable);
            if (value == null) {
                values.remove(variable);
            } else {
                variable.put(value, values);
            }
            return this;
        }
    }
}
