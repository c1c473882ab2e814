package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingConfigTest {
    /** The design's table; what depends on the machine is tested apart. */
    private static final String DEFAULTS = """
            TELLTALE_ENABLED=true
            TELLTALE_DELIVERY=async
            TELLTALE_HEADERS=***
            TELLTALE_SERVICE_NAME=unknown_service:java
            TELLTALE_ATTRIBUTES=
            TELLTALE_SAMPLE_RATE=1.0
            TELLTALE_CAPTURE=none
            TELLTALE_REDACT=
            TELLTALE_MAX_VALUE_BYTES=8KiB
            TELLTALE_CONNECT_TIMEOUT=2s
            TELLTALE_REQUEST_TIMEOUT=10s
            TELLTALE_SYNC_MAX_WAIT=2s
            TELLTALE_MAX_CONNECTIONS=4
            TELLTALE_RETRY_MAX_ATTEMPTS=3
            TELLTALE_RETRY_INITIAL_BACKOFF=100ms
            TELLTALE_RETRY_MAX_BACKOFF=2s
            TELLTALE_BREAKER_MAX_FAILURES=5
            TELLTALE_BREAKER_RESET_TIMEOUT=1m
            TELLTALE_BATCH_MAX_EVENTS=512
            TELLTALE_BATCH_MAX_BYTES=1MiB
            TELLTALE_LANE_MAX_EVENTS=16384
            TELLTALE_STORE_MAX_EVENTS=1000000
            TELLTALE_STORE_OVERFLOW=drop_oldest
            TELLTALE_STORE_PRESSURE=none
            TELLTALE_STORE_SYNC_INTERVAL=100ms
            TELLTALE_UPLOAD_INTERVAL=5s
            TELLTALE_SHUTDOWN_TIMEOUT=5s
            TELLTALE_SHUTDOWN_HOOK=true
            TELLTALE_MDC=false
            TELLTALE_MDC_TRACE_ID=traceId
            TELLTALE_MDC_SPAN_ID=spanId
            TELLTALE_COMPRESSION=none
            """;

    /** How each variable is read back through its own accessor. */
    private static final Map<String, Function<TracingConfig, Object>> ACCESSORS = Map.ofEntries(
            Map.entry("TELLTALE_ENABLED", TracingConfig::enabled),
            Map.entry("TELLTALE_ENDPOINT", TracingConfig::endpoint),
            Map.entry("TELLTALE_FORMAT", TracingConfig::format),
            Map.entry("TELLTALE_DELIVERY", TracingConfig::delivery),
            Map.entry("TELLTALE_API_KEY", TracingConfig::apiKey),
            Map.entry("TELLTALE_HEADERS", TracingConfig::headers),
            Map.entry("TELLTALE_SERVICE_NAME", TracingConfig::serviceName),
            Map.entry("TELLTALE_SERVICE_VERSION", TracingConfig::serviceVersion),
            Map.entry("TELLTALE_ENVIRONMENT", TracingConfig::environment),
            Map.entry("TELLTALE_ATTRIBUTES", TracingConfig::attributes),
            Map.entry("TELLTALE_SAMPLE_RATE", TracingConfig::sampleRate),
            Map.entry("TELLTALE_CAPTURE", TracingConfig::capture),
            Map.entry("TELLTALE_REDACT", config -> config.redact().contains("pedigree")),
            Map.entry("TELLTALE_MAX_VALUE_BYTES", TracingConfig::maxValueBytes),
            Map.entry("TELLTALE_CONNECT_TIMEOUT", TracingConfig::connectTimeout),
            Map.entry("TELLTALE_REQUEST_TIMEOUT", TracingConfig::requestTimeout),
            Map.entry("TELLTALE_SYNC_MAX_WAIT", TracingConfig::syncMaxWait),
            Map.entry("TELLTALE_MAX_CONNECTIONS", TracingConfig::maxConnections),
            Map.entry("TELLTALE_RETRY_MAX_ATTEMPTS", TracingConfig::retryMaxAttempts),
            Map.entry("TELLTALE_RETRY_INITIAL_BACKOFF", TracingConfig::retryInitialBackoff),
            Map.entry("TELLTALE_RETRY_MAX_BACKOFF", TracingConfig::retryMaxBackoff),
            Map.entry("TELLTALE_BREAKER_MAX_FAILURES", TracingConfig::breakerMaxFailures),
            Map.entry("TELLTALE_BREAKER_RESET_TIMEOUT", TracingConfig::breakerResetTimeout),
            Map.entry("TELLTALE_BATCH_MAX_EVENTS", TracingConfig::batchMaxEvents),
            Map.entry("TELLTALE_BATCH_MAX_BYTES", TracingConfig::batchMaxBytes),
            Map.entry("TELLTALE_LANE_MAX_EVENTS", TracingConfig::laneMaxEvents),
            Map.entry("TELLTALE_STORE_MAX_BYTES", TracingConfig::storeMaxBytes),
            Map.entry("TELLTALE_STORE_MAX_EVENTS", TracingConfig::storeMaxEvents),
            Map.entry("TELLTALE_STORE_OVERFLOW", TracingConfig::storeOverflow),
            Map.entry("TELLTALE_STORE_PRESSURE", TracingConfig::storePressure),
            Map.entry("TELLTALE_STORE_DIR", TracingConfig::storeDir),
            Map.entry("TELLTALE_STORE_SYNC_INTERVAL", TracingConfig::storeSyncInterval),
            Map.entry("TELLTALE_UPLOAD_INTERVAL", TracingConfig::uploadInterval),
            Map.entry("TELLTALE_SHUTDOWN_TIMEOUT", TracingConfig::shutdownTimeout),
            Map.entry("TELLTALE_SHUTDOWN_HOOK", TracingConfig::shutdownHook),
            Map.entry("TELLTALE_MDC", TracingConfig::mdc),
            Map.entry("TELLTALE_MDC_TRACE_ID", TracingConfig::mdcTraceId),
            Map.entry("TELLTALE_MDC_SPAN_ID", TracingConfig::mdcSpanId),
            Map.entry("TELLTALE_SSL_CERT_PATH", TracingConfig::sslCertPath),
            Map.entry("TELLTALE_CLIENT_CERT_PATH", TracingConfig::clientCertPath),
            Map.entry("TELLTALE_CLIENT_KEY_PATH", TracingConfig::clientKeyPath),
            Map.entry("TELLTALE_COMPRESSION", TracingConfig::compression));

    @Test
    void theDefaultsAreThoseOfTheDesign() {
        TracingConfig config = TracingConfig.builder().build();

        String shown =
                config.toString().replaceAll("(^TracingConfig\\[)|(]$)", "").replace(", ", "\n") + "\n";

        assertThat(shown.replaceAll("TELLTALE_STORE_MAX_BYTES=.*\n", "")).isEqualTo(DEFAULTS);
        assertThat(config.storeMaxBytes())
                .isEqualTo(Math.min(Runtime.getRuntime().maxMemory() / 8, 256L << 20));
        assertThat(config.endpoint()).isNull();
        assertThat(config.format()).isEqualTo(WireFormat.JSON);
        assertThat(config.headers()).isEmpty();
        assertThat(config.redact())
                .contains(
                        "password",
                        "passwd",
                        "secret",
                        "token",
                        "apikey",
                        "authorization",
                        "cookie",
                        "ssn",
                        "cardnumber",
                        "cvv");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            TELLTALE_ENABLED               | FALSE                    | false
            TELLTALE_ENDPOINT              | http://[::1]:4318/v1?a=b | http://[::1]:4318/v1?a=b
            TELLTALE_FORMAT                | json                     | JSON
            TELLTALE_FORMAT                | otlp                     | OTLP
            TELLTALE_FORMAT                | Zipkin                   | ZIPKIN
            TELLTALE_DELIVERY              | Deferred                 | DEFERRED
            TELLTALE_API_KEY               | s3cret+/=                | s3cret+/=
            TELLTALE_HEADERS               | a=b=c, X-Y = 1\\,2       | {a=b=c, X-Y=1,2}
            TELLTALE_SERVICE_NAME          | orders                   | orders
            TELLTALE_SERVICE_VERSION       | 1.4.2                    | 1.4.2
            TELLTALE_ENVIRONMENT           | prod                     | prod
            TELLTALE_ATTRIBUTES            | team=blue,zone=          | {team=blue, zone=}
            TELLTALE_SAMPLE_RATE           | 0.25                     | 0.25
            TELLTALE_CAPTURE               | arguments                | ARGUMENTS
            TELLTALE_REDACT                | iban, pedigree           | true
            TELLTALE_MAX_VALUE_BYTES       | 10KB                     | 10000
            TELLTALE_CONNECT_TIMEOUT       | 100ms                    | PT0.1S
            TELLTALE_REQUEST_TIMEOUT       | 5s                       | PT5S
            TELLTALE_SYNC_MAX_WAIT         | PT5S                     | PT5S
            TELLTALE_MAX_CONNECTIONS       | 8                        | 8
            TELLTALE_RETRY_MAX_ATTEMPTS    | 1                        | 1
            TELLTALE_RETRY_INITIAL_BACKOFF | 50 ms                    | PT0.05S
            TELLTALE_RETRY_MAX_BACKOFF     | 2m                       | PT2M
            TELLTALE_BREAKER_MAX_FAILURES  | 10                       | 10
            TELLTALE_BREAKER_RESET_TIMEOUT | 1h                       | PT1H
            TELLTALE_BATCH_MAX_EVENTS      | 1                        | 1
            TELLTALE_BATCH_MAX_BYTES       | 2MiB                     | 2097152
            TELLTALE_LANE_MAX_EVENTS       | 1024                     | 1024
            TELLTALE_STORE_MAX_BYTES       | 1GiB                     | 1073741824
            TELLTALE_STORE_MAX_EVENTS      | 5                        | 5
            TELLTALE_STORE_OVERFLOW        | drop_newest              | DROP_NEWEST
            TELLTALE_STORE_PRESSURE        | sample                   | SAMPLE
            TELLTALE_STORE_DIR             | /var/lib/shop            | /var/lib/shop
            TELLTALE_STORE_SYNC_INTERVAL   | 1s                       | PT1S
            TELLTALE_UPLOAD_INTERVAL       | 30s                      | PT30S
            TELLTALE_SHUTDOWN_TIMEOUT      | 1s                       | PT1S
            TELLTALE_SHUTDOWN_HOOK         | false                    | false
            TELLTALE_MDC                   | true                     | true
            TELLTALE_MDC_TRACE_ID          | trace_id                 | trace_id
            TELLTALE_MDC_SPAN_ID           | span_id                  | span_id
            TELLTALE_SSL_CERT_PATH         | ca.pem                   | ca.pem
            TELLTALE_CLIENT_CERT_PATH      | me.pem                   | me.pem
            TELLTALE_CLIENT_KEY_PATH       | me.key                   | me.key
            TELLTALE_COMPRESSION           | gzip                     | GZIP
            """)
    void aVariableIsReadAndReachesItsAccessor(String name, String text, String expected) {
        Map<String, String> environment = new HashMap<>(Map.of(name, text));
        environment.putIfAbsent("TELLTALE_CLIENT_CERT_PATH", "some.pem");
        environment.putIfAbsent("TELLTALE_CLIENT_KEY_PATH", "some.key");

        TracingConfig config = TracingConfig.from(environment);

        assertThat(ACCESSORS.get(name).apply(config)).hasToString(expected);
        assertThat(config.sources()).contains(name);
        assertThat(ACCESSORS.get(name).apply(config.toBuilder().build())).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://collector:4318/v1/traces            |        | OTLP
            https://h/otlp/v1/traces?key=1             |        | OTLP
            http://zipkin:9411/api/v2/spans            |        | ZIPKIN
            http://h/v1/traces/more                    |        | JSON
            http://h/events?to=/v1/traces              |        | JSON
            http://h                                   |        | JSON
            http://h/v1/traces                         | json   | JSON
            http://h/events                            | zipkin | ZIPKIN
            """)
    void theEndpointsPathSaysTheFormatWhereNoVariableDoes(String endpoint, String format, WireFormat expected) {
        TracingConfig config = TracingConfig.builder()
                .endpoint(endpoint)
                .format(format == null ? null : WireFormat.valueOf(format.toUpperCase(Locale.ROOT)))
                .build();

        assertThat(config.format()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            TELLTALE_ENABLED               | yes                | true or false
            TELLTALE_ENDPOINT              | localhost:4318     | absolute http or https URI
            TELLTALE_ENDPOINT              | ftp://h/           | absolute http or https URI
            TELLTALE_ENDPOINT              | http:///path       | absolute http or https URI
            TELLTALE_ENDPOINT              | http://my_host/    | no underscore
            TELLTALE_ENDPOINT              | http://h/#part     | without user info and fragment
            TELLTALE_ENDPOINT              | http://h:99999/    | absolute http or https URI
            TELLTALE_ENDPOINT              | http://h/a b       | absolute http or https URI
            TELLTALE_FORMAT                | protobuf           | json, otlp or zipkin
            TELLTALE_DELIVERY              | default            | async, sync or deferred
            TELLTALE_API_KEY               | Bearer abc         | without spaces
            TELLTALE_HEADERS               | no-equals-sign     | RFC 9110
            TELLTALE_HEADERS               | a b=c              | RFC 9110
            TELLTALE_HEADERS               | a=ü                | RFC 9110
            TELLTALE_HEADERS               | a=1,A=2            | each once
            TELLTALE_HEADERS               | Content-Length=3   | none of connection, content-encoding
            TELLTALE_SAMPLE_RATE           | 1.01               | from 0 to 1
            TELLTALE_SAMPLE_RATE           | -0.1               | from 0 to 1
            TELLTALE_SAMPLE_RATE           | NaN                | from 0 to 1
            TELLTALE_ATTRIBUTES            | =v                 | k=v,k2=v2
            TELLTALE_CAPTURE               | everything         | none, arguments, results or all
            TELLTALE_REDACT                | a,,b               | names separated by commas
            TELLTALE_MAX_VALUE_BYTES       | 63                 | from 64 to 16MiB
            TELLTALE_CONNECT_TIMEOUT       | 0s                 | from 1ms to 10m
            TELLTALE_REQUEST_TIMEOUT       | 10                 | such as 100ms, 5s
            TELLTALE_SYNC_MAX_WAIT         | -1s                | from 1ms to 10m
            TELLTALE_MAX_CONNECTIONS       | 0                  | from 1 to 256
            TELLTALE_RETRY_MAX_ATTEMPTS    | 0                  | from 1 to 100
            TELLTALE_RETRY_INITIAL_BACKOFF | P1Y                | from 1ms to 10m
            TELLTALE_RETRY_MAX_BACKOFF     | 11m                | from 1ms to 10m
            TELLTALE_BREAKER_MAX_FAILURES  | five               | a whole number
            TELLTALE_BREAKER_RESET_TIMEOUT | 2h                 | from 1ms to 1h
            TELLTALE_BATCH_MAX_EVENTS      | 0                  | a whole number
            TELLTALE_BATCH_MAX_BYTES       | 1TB                | a size from 1KiB to 64MiB
            TELLTALE_LANE_MAX_EVENTS       | 99999999999        | a whole number
            TELLTALE_STORE_MAX_BYTES       | 999999999999GiB    | a size from 1KiB to 1024GiB
            TELLTALE_STORE_MAX_EVENTS      | 0                  | a whole number
            TELLTALE_STORE_OVERFLOW        | block              | drop_oldest or drop_newest
            TELLTALE_STORE_PRESSURE        | drop               | none or sample
            TELLTALE_STORE_SYNC_INTERVAL   | 9ms                | from 10ms to 1h
            TELLTALE_UPLOAD_INTERVAL       | 25h                | from 1ms to 24h
            TELLTALE_SHUTDOWN_TIMEOUT      | 0ms                | from 1ms to 10m
            TELLTALE_SHUTDOWN_HOOK         | 1                  | true or false
            TELLTALE_MDC                   | on                 | true or false
            TELLTALE_COMPRESSION           | zstd               | none or gzip
            """)
    void aWrongValueIsToldWithTheVariableAndWhatIsAllowed(String name, String text, String allowed) {
        TracingConfigException thrown =
                catchThrowableOfType(TracingConfigException.class, () -> TracingConfig.from(Map.of(name, text)));

        assertThat(thrown.problems())
                .singleElement()
                .asString()
                .startsWith(name + " is '")
                .contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TELLTALE_SERVICE_NAME", "TELLTALE_SERVICE_VERSION", "TELLTALE_ENVIRONMENT"})
    void textThatWouldBreakALineIsRefusedAndNotRepeatedAsItStands(String name) {
        assertThatThrownBy(() -> TracingConfig.from(Map.of(name, "two\nlines")))
                .isInstanceOf(TracingConfigException.class)
                .hasMessageContaining("two\uFFFDlines")
                .hasMessageContaining("without control characters");
    }

    @Test
    void theTestsKnowEveryVariable() {
        assertThat(Variables.ALL.stream().map(Variable::name).collect(Collectors.toSet()))
                .isEqualTo(ACCESSORS.keySet());
    }

    @Test
    void allProblemsAreToldInOneException() {
        Map<String, String> environment = Map.of(
                "TELLTALE_ENDPOINT", "nowhere",
                "TELLTALE_SAMPLE_RATE", "2",
                "CLIENT_CERT_PATH", "me.pem",
                "TELLTALE_RETRY_MAX_BACKOFF", "50ms");

        TracingConfigException thrown =
                catchThrowableOfType(TracingConfigException.class, () -> TracingConfig.from(environment));

        assertThat(thrown.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("TELLTALE_ENDPOINT is 'nowhere': allowed is"),
                        problem -> assertThat(problem).startsWith("TELLTALE_SAMPLE_RATE is '2': allowed is"),
                        problem -> assertThat(problem)
                                .isEqualTo("TELLTALE_RETRY_INITIAL_BACKOFF=100ms is more than"
                                        + " TELLTALE_RETRY_MAX_BACKOFF=50ms: lower the first or raise the second."),
                        problem -> assertThat(problem)
                                .startsWith("TELLTALE_CLIENT_CERT_PATH=me.pem is set but TELLTALE_CLIENT_KEY_PATH"));
        assertThat(thrown)
                .hasMessageContaining("4 problems")
                .hasMessageContaining(thrown.problems().get(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:4318/v1/traces",
                "no url at all",
                "http://user:hush@collector.example/v1/traces",
                "http://hush@collector.example/v1/traces",
                "ftp://collector.example/v1/traces",
                "unix:///run/collector.sock",
                "http://a-name-of-more-letters-than-the-sixty-three-that-a-label-of-dns-may-have.example/v1/traces"
            })
    void anEndpointThatCantBePostedToAndAFormatThatDoesNotExistAreToldTogether(String endpoint) {
        Map<String, String> environment = Map.of("TELLTALE_ENDPOINT", endpoint, "TELLTALE_FORMAT", "thrift");

        TracingConfigException thrown =
                catchThrowableOfType(TracingConfigException.class, () -> TracingConfig.from(environment));

        assertThat(thrown.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .startsWith("TELLTALE_ENDPOINT is '")
                                .contains("absolute http or https URI")
                                .doesNotContain("hush"),
                        problem -> assertThat(problem)
                                .startsWith("TELLTALE_FORMAT is 'thrift': allowed is")
                                .contains("json"));
        assertThat(thrown).hasMessageStartingWith("Telltale's configuration has 2 problems:");
    }

    @Test
    void aValueThatIsWrongByItselfIsNotToldAgainAsAContradiction() {
        Map<String, String> environment =
                Map.of("TELLTALE_RETRY_INITIAL_BACKOFF", "soon", "TELLTALE_RETRY_MAX_BACKOFF", "50ms");

        TracingConfigException thrown =
                catchThrowableOfType(TracingConfigException.class, () -> TracingConfig.from(environment));

        assertThat(thrown.problems()).hasSize(1);
    }

    @Test
    void aKeyWithoutACertificateIsAProblem() {
        assertThatThrownBy(() ->
                        TracingConfig.builder().clientKeyPath(Path.of("me.key")).build())
                .hasMessageContaining("TELLTALE_CLIENT_KEY_PATH=me.key is set but TELLTALE_CLIENT_CERT_PATH is not");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TELLTALE_API_KEY  | hush hush
            TELLTALE_HEADERS  | hush
            TELLTALE_HEADERS  | Content-Length=hush
            TELLTALE_ENDPOINT | http://user:hush@host/
            TELLTALE_ENDPOINT | http://user:hu/hush@host/
            TELLTALE_ENDPOINT | ftp://host/?key=hush
            """)
    void aSecretIsNeverRepeatedInAProblem(String name, String value) {
        assertThatThrownBy(() -> TracingConfig.from(Map.of(name, value)))
                .isInstanceOf(TracingConfigException.class)
                .hasMessageContaining(name)
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }

    @Test
    void toStringShowsEverySettingAndMasksSecrets() {
        TracingConfig config = TracingConfig.builder()
                .endpoint("https://collector.example/events?key=hush")
                .apiKey("hush")
                .headers(Map.of("X-Key", "hush"))
                .connectTimeout(Duration.ofMillis(1500))
                .build();

        assertThat(config.toString())
                .contains("TELLTALE_ENDPOINT=https://collector.example/events?***")
                .contains("TELLTALE_API_KEY=***")
                .contains("TELLTALE_CONNECT_TIMEOUT=1500ms")
                .doesNotContain("hush");
    }

    @Test
    void theBuilderKeepsTheSameBoundsAndTellsAllProblemsToo() {
        Map<String, String> split = Map.of("X-Trace", "a\r\nEvil: yes");

        assertThatThrownBy(() -> TracingConfig.builder()
                        .endpoint(URI.create("ftp://host/"))
                        .delivery(Delivery.DEFAULT)
                        .sampleRate(Double.NaN)
                        .requestTimeout(Duration.ZERO)
                        .serviceName(" ")
                        .headers(split)
                        .attributes(Collections.singletonMap("k", null))
                        .redact(Collections.singleton(null))
                        .maxConnections(0)
                        .build())
                .isInstanceOf(TracingConfigException.class)
                .hasMessageContaining("9 problems")
                .hasMessageContaining("TELLTALE_DELIVERY is 'default'")
                .hasMessageContaining("TELLTALE_REQUEST_TIMEOUT is 'PT0S'")
                .hasMessageNotContaining("Evil");
    }

    @Test
    void nullSetsABuilderMethodBackToItsDefault() {
        TracingConfig config = TracingConfig.builder()
                .serviceName("orders")
                .apiKey("key")
                .headers(Map.of("a", "b"))
                .endpoint("nonsense")
                .serviceName(null)
                .apiKey(null)
                .headers(null)
                .endpoint((String) null)
                .build();

        assertThat(config.serviceName()).isEqualTo("unknown_service:java");
        assertThat(config.apiKey()).isNull();
        assertThat(config.headers()).isEmpty();
        assertThat(config.endpoint()).isNull();
    }

    @Test
    void aConfigIsNotChangedByWhatItWasMadeOfNorThroughWhatItGives() {
        Map<String, String> headers = new HashMap<>(Map.of("a", "1"));
        TracingConfig.Builder builder = TracingConfig.builder().headers(headers);
        TracingConfig config = builder.build();
        headers.put("b", "2");
        builder.serviceName("later");

        assertThat(config.headers()).isEqualTo(Map.of("a", "1"));
        assertThat(config.serviceName()).isEqualTo("unknown_service:java");
        assertThatThrownBy(() -> config.headers().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.redact().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void namesToRedactAreAddedToTheBuiltInOnes() {
        TracingConfig config = TracingConfig.builder().redact(List.of("iban")).build();

        assertThat(config.redact()).contains("iban", "password");
        assertThat(config.toBuilder().build().redact()).isEqualTo(config.redact());
    }

    @Test
    void blankIsAbsent() {
        TracingConfig config = TracingConfig.from(Map.of("TELLTALE_ENDPOINT", " ", "TELLTALE_SAMPLE_RATE", ""));

        assertThat(config.endpoint()).isNull();
        assertThat(config.sources()).isEmpty();
    }

    @Test
    void theNameWithoutPrefixIsReadAndTheNameWithPrefixWins() {
        TracingConfig alias = TracingConfig.from(Map.of("SSL_CERT_PATH", "a.pem", "TELLTALE_SSL_CERT_PATH", " "));
        TracingConfig both = TracingConfig.from(Map.of("SSL_CERT_PATH", "a.pem", "TELLTALE_SSL_CERT_PATH", "b.pem"));

        assertThat(alias.sslCertPath()).isEqualTo(Path.of("a.pem"));
        assertThat(alias.sources()).containsExactly("SSL_CERT_PATH");
        assertThat(both.sslCertPath()).isEqualTo(Path.of("b.pem"));
        assertThat(both.sources()).containsExactly("TELLTALE_SSL_CERT_PATH");
        assertThat(both.toBuilder().sslCertPath(null).build().sources()).isEmpty();
    }

    @Test
    void aMisspeltNameIsWarnedAboutWithTheNearestNameAndWithoutItsValue() {
        TracingConfig config = TracingConfig.from(
                Map.of("TELLTALE_API_KYE", "hush", "TELLTALE_SOMETHING_ELSE_ENTIRELY", "x", "OTHER", "y"));

        assertThat(config.warnings())
                .containsExactly(
                        "TELLTALE_API_KYE is no variable of Telltale and has no effect; did you mean"
                                + " TELLTALE_API_KEY?",
                        "TELLTALE_SOMETHING_ELSE_ENTIRELY is no variable of Telltale and has no effect.");
    }

    @Test
    void theEnvironmentOfThisProcessIsRead() {
        assertThat(TracingConfig.fromEnvironment().sources())
                .isSubsetOf(Set.copyOf(System.getenv().keySet()));
    }
}
