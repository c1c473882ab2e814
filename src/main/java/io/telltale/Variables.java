package io.telltale;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every setting, declared once. A new one is a constant here, an accessor in {@link TracingConfig} and a builder method. */
final class Variables {
    /** What every variable of ours begins with. */
    static final String PREFIX = "TELLTALE_";

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private static final String PEM_FILE = "a PEM file";

    /** Names that are always redacted; {@code TELLTALE_REDACT} adds to them. */
    static final Set<String> ALWAYS_REDACTED = Set.of(
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "secret",
            "clientsecret",
            "token",
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "apikey",
            "privatekey",
            "authorization",
            "credentials",
            "cookie",
            "setcookie",
            "sessionid",
            "ssn",
            "cardnumber",
            "creditcard",
            "cvv",
            "cvc",
            "pin");

    static final Variable<Boolean> ENABLED = Variable.of("TELLTALE_ENABLED", Syntax.truth(), true);
    static final Variable<URI> ENDPOINT =
            Variable.withoutDefault("TELLTALE_ENDPOINT", Syntax.httpUri()).masked(Variables::withoutCredentials);
    static final Variable<WireFormat> FORMAT =
            Variable.withoutDefault("TELLTALE_FORMAT", Syntax.oneOf(List.of(WireFormat.values())));
    static final Variable<Delivery> DELIVERY = Variable.of(
            "TELLTALE_DELIVERY",
            Syntax.oneOf(List.of(Delivery.ASYNC, Delivery.SYNC, Delivery.DEFERRED)),
            Delivery.ASYNC);
    static final Variable<String> API_KEY = Variable.withoutDefault("TELLTALE_API_KEY", HeaderSyntax.bearerToken())
            .secret();
    static final Variable<Map<String, String>> HEADERS = Variable.of(
                    "TELLTALE_HEADERS", HeaderSyntax.headers(), Map.<String, String>of())
            .secret();

    static final Variable<String> SERVICE_NAME =
            Variable.of("TELLTALE_SERVICE_NAME", Syntax.text(), "unknown_service:java");
    static final Variable<String> SERVICE_VERSION = Variable.withoutDefault("TELLTALE_SERVICE_VERSION", Syntax.text());
    static final Variable<String> ENVIRONMENT = Variable.withoutDefault("TELLTALE_ENVIRONMENT", Syntax.text());
    static final Variable<Map<String, String>> ATTRIBUTES =
            Variable.of("TELLTALE_ATTRIBUTES", Syntax.pairs(), Map.of());

    static final Variable<Double> SAMPLE_RATE = Variable.of("TELLTALE_SAMPLE_RATE", Syntax.fraction(), 1.0);
    static final Variable<CaptureMode> CAPTURE =
            Variable.of("TELLTALE_CAPTURE", Syntax.oneOf(List.of(CaptureMode.values())), CaptureMode.NONE);
    static final Variable<Set<String>> REDACT = Variable.of("TELLTALE_REDACT", Syntax.names(), Set.of());
    static final Variable<Long> MAX_VALUE_BYTES =
            Variable.of("TELLTALE_MAX_VALUE_BYTES", Syntax.bytes(64, 16 * MIB), 8L * KIB);

    static final Variable<Duration> CONNECT_TIMEOUT =
            Variable.of("TELLTALE_CONNECT_TIMEOUT", Syntax.duration(MILLISECOND, TEN_MINUTES), Duration.ofSeconds(2));
    static final Variable<Duration> REQUEST_TIMEOUT =
            Variable.of("TELLTALE_REQUEST_TIMEOUT", Syntax.duration(MILLISECOND, TEN_MINUTES), Duration.ofSeconds(10));
    static final Variable<Duration> SYNC_MAX_WAIT =
            Variable.of("TELLTALE_SYNC_MAX_WAIT", Syntax.duration(MILLISECOND, TEN_MINUTES), Duration.ofSeconds(2));
    static final Variable<Integer> MAX_CONNECTIONS = Variable.of("TELLTALE_MAX_CONNECTIONS", Syntax.count(1, 256), 4);

    static final Variable<Integer> RETRY_MAX_ATTEMPTS =
            Variable.of("TELLTALE_RETRY_MAX_ATTEMPTS", Syntax.count(1, 100), 3);
    static final Variable<Duration> RETRY_INITIAL_BACKOFF = Variable.of(
            "TELLTALE_RETRY_INITIAL_BACKOFF", Syntax.duration(MILLISECOND, TEN_MINUTES), Duration.ofMillis(100));
    static final Variable<Duration> RETRY_MAX_BACKOFF =
            Variable.of("TELLTALE_RETRY_MAX_BACKOFF", Syntax.duration(MILLISECOND, TEN_MINUTES), Duration.ofSeconds(2));
    static final Variable<Integer> BREAKER_MAX_FAILURES =
            Variable.of("TELLTALE_BREAKER_MAX_FAILURES", Syntax.count(1, 10_000), 5);
    static final Variable<Duration> BREAKER_RESET_TIMEOUT =
            Variable.of("TELLTALE_BREAKER_RESET_TIMEOUT", Syntax.duration(MILLISECOND, HOUR), Duration.ofSeconds(60));

    static final Variable<Integer> BATCH_MAX_EVENTS =
            Variable.of("TELLTALE_BATCH_MAX_EVENTS", Syntax.count(1, 100_000), 512);
    static final Variable<Long> BATCH_MAX_BYTES =
            Variable.of("TELLTALE_BATCH_MAX_BYTES", Syntax.bytes(KIB, 64 * MIB), 1L * MIB);
    static final Variable<Integer> LANE_MAX_EVENTS =
            Variable.of("TELLTALE_LANE_MAX_EVENTS", Syntax.count(1, 1 << 24), 16_384);
    static final Variable<Long> STORE_MAX_BYTES = Variable.of(
            "TELLTALE_STORE_MAX_BYTES",
            Syntax.bytes(KIB, 1L << 40),
            Math.max(KIB, Math.min(Runtime.getRuntime().maxMemory() / 8, 256L * MIB)));
    static final Variable<Integer> STORE_MAX_EVENTS =
            Variable.of("TELLTALE_STORE_MAX_EVENTS", Syntax.count(1, 100_000_000), 1_000_000);
    static final Variable<Overflow> STORE_OVERFLOW =
            Variable.of("TELLTALE_STORE_OVERFLOW", Syntax.oneOf(List.of(Overflow.values())), Overflow.DROP_OLDEST);
    static final Variable<Pressure> STORE_PRESSURE =
            Variable.of("TELLTALE_STORE_PRESSURE", Syntax.oneOf(List.of(Pressure.values())), Pressure.NONE);

    static final Variable<Path> STORE_DIR = Variable.withoutDefault("TELLTALE_STORE_DIR", Syntax.path("a directory"));
    static final Variable<Duration> STORE_SYNC_INTERVAL = Variable.of(
            "TELLTALE_STORE_SYNC_INTERVAL", Syntax.duration(Duration.ofMillis(10), HOUR), Duration.ofMillis(100));

    static final Variable<Duration> UPLOAD_INTERVAL =
            Variable.of("TELLTALE_UPLOAD_INTERVAL", Syntax.duration(MILLISECOND, DAY), Duration.ofSeconds(5));
    static final Variable<Duration> SHUTDOWN_TIMEOUT =
            Variable.of("TELLTALE_SHUTDOWN_TIMEOUT", Syntax.duration(MILLISECOND, TEN_MINUTES), Duration.ofSeconds(5));
    static final Variable<Boolean> SHUTDOWN_HOOK = Variable.of("TELLTALE_SHUTDOWN_HOOK", Syntax.truth(), true);

    static final Variable<Boolean> MDC = Variable.of("TELLTALE_MDC", Syntax.truth(), false);
    static final Variable<String> MDC_TRACE_ID = Variable.of("TELLTALE_MDC_TRACE_ID", Syntax.text(), "traceId");
    static final Variable<String> MDC_SPAN_ID = Variable.of("TELLTALE_MDC_SPAN_ID", Syntax.text(), "spanId");

    static final Variable<Path> SSL_CERT_PATH = Variable.withoutDefault("TELLTALE_SSL_CERT_PATH", Syntax.path(PEM_FILE))
            .orNamed("SSL_CERT_PATH");
    static final Variable<Path> CLIENT_CERT_PATH = Variable.withoutDefault(
                    "TELLTALE_CLIENT_CERT_PATH", Syntax.path(PEM_FILE))
            .orNamed("CLIENT_CERT_PATH");
    static final Variable<Path> CLIENT_KEY_PATH = Variable.withoutDefault(
                    "TELLTALE_CLIENT_KEY_PATH", Syntax.path(PEM_FILE))
            .orNamed("CLIENT_KEY_PATH");
    static final Variable<Compression> COMPRESSION =
            Variable.of("TELLTALE_COMPRESSION", Syntax.oneOf(List.of(Compression.values())), Compression.NONE);

    /** In the order in which they are told. */
    static final List<Variable<?>> ALL = List.of(
            ENABLED,
            ENDPOINT,
            FORMAT,
            DELIVERY,
            API_KEY,
            HEADERS,
            SERVICE_NAME,
            SERVICE_VERSION,
            ENVIRONMENT,
            ATTRIBUTES,
            SAMPLE_RATE,
            CAPTURE,
            REDACT,
            MAX_VALUE_BYTES,
            CONNECT_TIMEOUT,
            REQUEST_TIMEOUT,
            SYNC_MAX_WAIT,
            MAX_CONNECTIONS,
            RETRY_MAX_ATTEMPTS,
            RETRY_INITIAL_BACKOFF,
            RETRY_MAX_BACKOFF,
            BREAKER_MAX_FAILURES,
            BREAKER_RESET_TIMEOUT,
            BATCH_MAX_EVENTS,
            BATCH_MAX_BYTES,
            LANE_MAX_EVENTS,
            STORE_MAX_BYTES,
            STORE_MAX_EVENTS,
            STORE_OVERFLOW,
            STORE_PRESSURE,
            STORE_DIR,
            STORE_SYNC_INTERVAL,
            UPLOAD_INTERVAL,
            SHUTDOWN_TIMEOUT,
            SHUTDOWN_HOOK,
            MDC,
            MDC_TRACE_ID,
            MDC_SPAN_ID,
            SSL_CERT_PATH,
            CLIENT_CERT_PATH,
            CLIENT_KEY_PATH,
            COMPRESSION);

    private Variables() {}

    /** An endpoint's user info, query and fragment may hold a secret, even (or just) where they are not allowed. */
    private static String withoutCredentials(String uri) {
        return uri.replaceFirst("(?si)^(https?:/*|/+)?.*@", "$1***@").replaceFirst("(?s)([?#]).*", "$1***");
    }
}
