package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class BorrowedVariablesTest {
    private static final Map<String, Function<TracingConfig, Object>> ACCESSORS = Map.ofEntries(
            Map.entry("enabled", TracingConfig::enabled),
            Map.entry("endpoint", TracingConfig::endpoint),
            Map.entry("headers", TracingConfig::headers),
            Map.entry("serviceName", TracingConfig::serviceName),
            Map.entry("serviceVersion", TracingConfig::serviceVersion),
            Map.entry("environment", TracingConfig::environment),
            Map.entry("attributes", TracingConfig::attributes),
            Map.entry("sampleRate", TracingConfig::sampleRate),
            Map.entry("requestTimeout", TracingConfig::requestTimeout),
            Map.entry("sslCertPath", TracingConfig::sslCertPath),
            Map.entry("compression", TracingConfig::compression));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "null", textBlock = """
            OTEL_SDK_DISABLED                     | TRUE                               | enabled        | false
            OTEL_SDK_DISABLED                     | false                              | enabled        | true
            OTEL_SERVICE_NAME                     | orders, plain                      | serviceName    | orders, plain
            OTEL_RESOURCE_ATTRIBUTES              | service.name=big%20orders          | serviceName    | big orders
            OTEL_RESOURCE_ATTRIBUTES              | a=b , service.version = 1+%C3%BC   | serviceVersion | 1+ü
            OTEL_RESOURCE_ATTRIBUTES              | deployment.environment=prod        | environment    | prod
            OTEL_RESOURCE_ATTRIBUTES              | deployment.environment.name=prod   | environment    | prod
            OTEL_RESOURCE_ATTRIBUTES              | service.name=x,team=a%2Cb,k%3D=c=d,| attributes     | {team=a,b, k==c=d}
            OTEL_EXPORTER_OTLP_ENDPOINT           | http://c:4318                      | endpoint       | http://c:4318/v1/traces
            OTEL_EXPORTER_OTLP_ENDPOINT           | https://c/                         | endpoint       | https://c/v1/traces
            OTEL_EXPORTER_OTLP_ENDPOINT           | http://c/otlp/?k=v                 | endpoint       | http://c/otlp/v1/traces?k=v
            OTEL_EXPORTER_OTLP_TRACES_ENDPOINT    | http://c:4318/                     | endpoint       | http://c:4318/
            OTEL_EXPORTER_OTLP_TRACES_ENDPOINT    | http://c:4318/odd/path             | endpoint       | http://c:4318/odd/path
            OTEL_EXPORTER_OTLP_HEADERS            | api-key=a%2Cb+%3D,x=Bearer y       | headers        | {api-key=a,b+=, x=Bearer y}
            OTEL_EXPORTER_OTLP_TRACES_HEADERS     | a=1                                | headers        | {a=1}
            OTEL_EXPORTER_OTLP_TIMEOUT            | 1500                               | requestTimeout | PT1.5S
            OTEL_EXPORTER_OTLP_TRACES_TIMEOUT     | 2000                               | requestTimeout | PT2S
            OTEL_EXPORTER_OTLP_COMPRESSION        | gzip                               | compression    | GZIP
            OTEL_EXPORTER_OTLP_TRACES_COMPRESSION | none                               | compression    | NONE
            OTEL_EXPORTER_OTLP_CERTIFICATE        | ca.pem                             | sslCertPath    | ca.pem
            OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE | ca.pem                             | sslCertPath    | ca.pem
            OTEL_TRACES_SAMPLER                   | always_on                          | sampleRate     | 1.0
            OTEL_TRACES_SAMPLER                   | always_off                         | sampleRate     | 0.0
            OTEL_TRACES_SAMPLER                   | traceidratio                       | sampleRate     | 1.0
            OTEL_TRACES_SAMPLER                   | ParentBased_Always_Off             | sampleRate     | 0.0
            """)
    void aVariableStandsInForOursAndIsNamedAsTheSource(String name, String text, String setting, String expected) {
        TracingConfig config = TracingConfig.from(Map.of(name, text));

        assertThat(ACCESSORS.get(setting).apply(config)).hasToString(expected);
        assertThat(config.sources()).containsExactly(name);
        assertThat(config.warnings()).isEmpty();
        assertThat(ACCESSORS.get(setting).apply(config.toBuilder().build())).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "traceidratio, 0.25, 0.25, OTEL_TRACES_SAMPLER_ARG",
        "parentbased_traceidratio, 0, 0.0, OTEL_TRACES_SAMPLER_ARG",
        "always_off, 0.25, 0.0, OTEL_TRACES_SAMPLER",
        "parentbased_always_on, nonsense, 1.0, OTEL_TRACES_SAMPLER",
    })
    void aSamplersArgumentCountsWhereItIsAShare(String sampler, String argument, double rate, String source) {
        TracingConfig config =
                TracingConfig.from(Map.of("OTEL_TRACES_SAMPLER", sampler, "OTEL_TRACES_SAMPLER_ARG", argument));

        assertThat(config.sampleRate()).isEqualTo(rate);
        assertThat(config.sources()).containsExactly(source);
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void anArgumentWithoutASamplerSaysNothing() {
        TracingConfig config = TracingConfig.from(Map.of("OTEL_TRACES_SAMPLER_ARG", "0.25"));

        assertThat(config.sampleRate()).isEqualTo(1);
        assertThat(config.sources()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TELLTALE_ENABLED=true           | OTEL_SDK_DISABLED=true                        | enabled=true
            TELLTALE_SERVICE_NAME=ours      | OTEL_SERVICE_NAME=theirs                      | serviceName=ours
            OTEL_SERVICE_NAME=signal        | OTEL_RESOURCE_ATTRIBUTES=service.name=base    | serviceName=signal
            TELLTALE_SERVICE_VERSION=1      | OTEL_RESOURCE_ATTRIBUTES=service.version=2    | serviceVersion=1
            TELLTALE_ENVIRONMENT=a          | OTEL_RESOURCE_ATTRIBUTES=deployment.environment=b | environment=a
            TELLTALE_ATTRIBUTES=a=b         | OTEL_RESOURCE_ATTRIBUTES=c=d                  | attributes={a=b}
            TELLTALE_ENDPOINT=http://a/x    | OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://b/  | endpoint=http://a/x
            OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://a/x | OTEL_EXPORTER_OTLP_ENDPOINT=http://b/ | endpoint=http://a/x
            TELLTALE_HEADERS=a=1            | OTEL_EXPORTER_OTLP_TRACES_HEADERS=b=2         | headers={a=1}
            OTEL_EXPORTER_OTLP_TRACES_HEADERS=a=1 | OTEL_EXPORTER_OTLP_HEADERS=b=2          | headers={a=1}
            TELLTALE_REQUEST_TIMEOUT=1s     | OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=2000        | requestTimeout=PT1S
            OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=1000 | OTEL_EXPORTER_OTLP_TIMEOUT=2000        | requestTimeout=PT1S
            TELLTALE_COMPRESSION=none       | OTEL_EXPORTER_OTLP_COMPRESSION=gzip           | compression=NONE
            OTEL_EXPORTER_OTLP_TRACES_COMPRESSION=none | OTEL_EXPORTER_OTLP_COMPRESSION=gzip | compression=NONE
            TELLTALE_SSL_CERT_PATH=a        | OTEL_EXPORTER_OTLP_CERTIFICATE=b              | sslCertPath=a
            SSL_CERT_PATH=a                 | OTEL_EXPORTER_OTLP_CERTIFICATE=b              | sslCertPath=a
            OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE=a | OTEL_EXPORTER_OTLP_CERTIFICATE=b      | sslCertPath=a
            TELLTALE_SAMPLE_RATE=0.5        | OTEL_TRACES_SAMPLER=always_off                | sampleRate=0.5
            """)
    void theFirstInTheOrderOfPrecedenceWins(String winner, String loser, String expected) {
        Map<String, String> environment = new HashMap<>();
        for (String assignment : List.of(winner, loser)) {
            String[] parts = assignment.split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        String[] setting = expected.split("=", 2);

        TracingConfig config = TracingConfig.from(environment);

        assertThat(ACCESSORS.get(setting[0]).apply(config)).hasToString(setting[1]);
        assertThat(config.sources()).containsExactly(winner.split("=", 2)[0]);
    }

    @Test
    void theNewNameOfTheEnvironmentWinsOverTheOldOne() {
        TracingConfig config = TracingConfig.from(Map.of(
                "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=old,deployment.environment.name=new,team=blue"));

        assertThat(config.environment()).isEqualTo("new");
        assertThat(config.attributes()).isEqualTo(Map.of("team", "blue"));
        assertThat(config.sources()).containsExactly("OTEL_RESOURCE_ATTRIBUTES");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            OTEL_SDK_DISABLED                     | 1                      | true or false
            OTEL_SERVICE_NAME                     | "two\u0007bells"       | without control characters
            OTEL_RESOURCE_ATTRIBUTES              | service.name           | percent-encoded
            OTEL_RESOURCE_ATTRIBUTES              | service.name=a%2       | percent-encoded
            OTEL_RESOURCE_ATTRIBUTES              | service.name=a,=b      | percent-encoded
            OTEL_EXPORTER_OTLP_ENDPOINT           | collector              | absolute http or https URI
            OTEL_EXPORTER_OTLP_ENDPOINT           | unix:/run/otel.sock    | absolute http or https URI
            OTEL_EXPORTER_OTLP_ENDPOINT           | http://u:p@c:4318      | without user info
            OTEL_EXPORTER_OTLP_ENDPOINT           | http://c:4317          | TELLTALE_ENDPOINT
            OTEL_EXPORTER_OTLP_ENDPOINT           | c:4317                 | TELLTALE_ENDPOINT
            OTEL_EXPORTER_OTLP_TRACES_ENDPOINT    | https://c:4317/        | http://localhost:4318/v1/traces
            OTEL_EXPORTER_OTLP_HEADERS            | no-equals-sign         | percent-encoded
            OTEL_EXPORTER_OTLP_HEADERS            | a=%0D%0AEvil: yes      | printable ASCII
            OTEL_EXPORTER_OTLP_HEADERS            | Content-Length=3       | header names of RFC 9110
            OTEL_EXPORTER_OTLP_TRACES_TIMEOUT     | 10s                    | milliseconds
            OTEL_EXPORTER_OTLP_TIMEOUT            | 0                      | milliseconds
            OTEL_EXPORTER_OTLP_TIMEOUT            | 9223372036854775807    | milliseconds
            OTEL_EXPORTER_OTLP_TIMEOUT            | 92233720368547758070   | milliseconds
            OTEL_EXPORTER_OTLP_COMPRESSION        | zstd                   | none or gzip
            OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE | me.pem                 | set alone
            OTEL_EXPORTER_OTLP_CLIENT_KEY         | me.key                 | set alone
            OTEL_EXPORTER_OTLP_PROTOCOL           | thrift                 | http/json, http/protobuf or grpc
            OTEL_TRACES_SAMPLER                   | jaeger_remote          | always_on, always_off, traceidratio
            """)
    void whatMakesNoSenseIsWarnedAboutAndPassedOver(String name, String text, String words) {
        TracingConfig config = TracingConfig.from(Map.of(name, text));

        assertThat(config.warnings())
                .singleElement()
                .asString()
                .startsWith(name + " is ")
                .contains(words)
                .endsWith("It is passed over.");
        assertThat(config.sources()).isEmpty();
        assertThat(config).hasToString(TracingConfig.builder().build().toString());
    }

    @Test
    void aSenselessArgumentLeavesTheSamplerItsDefault() {
        TracingConfig config =
                TracingConfig.from(Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "2"));

        assertThat(config.sampleRate()).isEqualTo(1);
        assertThat(config.warnings()).singleElement().asString().startsWith("OTEL_TRACES_SAMPLER_ARG is '2'");
    }

    @Test
    void whereTheFirstMakesNoSenseTheNextIsRead() {
        TracingConfig config = TracingConfig.from(Map.of(
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4317",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"));

        assertThat(config.endpoint()).isEqualTo(URI.create("http://c:4318/v1/traces"));
        assertThat(config.warnings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OTEL_EXPORTER_OTLP_HEADERS  | hush
            OTEL_EXPORTER_OTLP_HEADERS  | a=hush%
            OTEL_EXPORTER_OTLP_HEADERS  | Content-Length=hush
            OTEL_EXPORTER_OTLP_ENDPOINT | http://user:hush@host/
            OTEL_EXPORTER_OTLP_ENDPOINT | ftp://host/?key=hush
            """)
    void aSecretIsNeverRepeatedInAWarning(String name, String text) {
        assertThat(TracingConfig.from(Map.of(name, text)).warnings())
                .singleElement()
                .asString()
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"})
    void anEndpointOfGrpcIsPassedOverAndTheWarningSaysWhatToSetInstead(String name) {
        TracingConfig config = TracingConfig.from(Map.of(name, "grpc", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"));

        assertThat(config.endpoint()).isNull();
        assertThat(config.warnings())
                .singleElement()
                .asString()
                .contains(name, "grpc", "set TELLTALE_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT is passed over");
    }

    @Test
    void theProtocolOfTracesWinsOverThatOfAllSignals() {
        TracingConfig config = TracingConfig.from(Map.of(
                "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"));

        assertThat(config.endpoint()).isNotNull();
        assertThat(config.warnings()).isEmpty();
        assertThat(config.notes()).isEmpty();
    }

    @Test
    void forProtobufJsonIsSpokenAndALineSaysSo() {
        TracingConfig config = TracingConfig.from(
                Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"));

        assertThat(config.endpoint()).isEqualTo(URI.create("http://c:4318/v1/traces"));
        assertThat(config.warnings()).isEmpty();
        assertThat(StartLine.of(config).get(0))
                .isEqualTo(new StartLine(
                        Level.INFO,
                        "OTEL_EXPORTER_OTLP_PROTOCOL is http/protobuf: Telltale speaks http/json, which receivers take at"
                                + " the same address."));
    }

    @Test
    void besideAnEndpointOfOursAProtocolMeansNothing() {
        TracingConfig config = TracingConfig.from(
                Map.of("TELLTALE_ENDPOINT", "http://c:4318/v1/traces", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));

        assertThat(config.endpoint()).isNotNull();
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void headersAndCertificatesOfOneHostDoNotTravelToAnother() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "https://vendor.example:4317",
                "OTEL_EXPORTER_OTLP_HEADERS", "api-key=hush",
                "OTEL_EXPORTER_OTLP_CERTIFICATE", "ca.pem",
                "TELLTALE_ENDPOINT", "https://other.example/v1/traces"));
        TracingConfig other = TracingConfig.from(environment);
        environment.put("TELLTALE_ENDPOINT", "https://VENDOR.example/v1/traces");
        TracingConfig same = TracingConfig.from(environment);
        environment.remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        TracingConfig noOther = TracingConfig.from(environment);

        assertThat(other.headers()).isEmpty();
        assertThat(other.sslCertPath()).isNull();
        assertThat(other.warnings())
                .hasSize(2)
                .anyMatch(
                        line -> line.startsWith("OTEL_EXPORTER_OTLP_HEADERS") && line.contains("set TELLTALE_HEADERS"))
                .noneMatch(line -> line.contains("hush"));
        assertThat(same.headers()).isEqualTo(Map.of("api-key", "hush"));
        assertThat(same.warnings()).isEmpty();
        assertThat(noOther.headers()).isEqualTo(Map.of("api-key", "hush"));
    }

    @Test
    void aBorrowedAuthorizationGivesWayToTheApiKeyThatIsOurs() {
        TracingConfig config = TracingConfig.from(
                Map.of("TELLTALE_API_KEY", "ours", "OTEL_EXPORTER_OTLP_HEADERS", "authorization=theirs,Tenant=blue"));

        assertThat(config.apiKey()).isEqualTo("ours");
        assertThat(config.headers()).isEqualTo(Map.of("Tenant", "blue"));
    }

    @Test
    void aClientCertificateIsBorrowedTogetherWithItsKeyOrNotAtAll() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", "me.pem",
                "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "other.pem",
                "OTEL_EXPORTER_OTLP_CLIENT_KEY", "me.key"));
        TracingConfig borrowed = TracingConfig.from(environment);
        environment.put("TELLTALE_CLIENT_CERT_PATH", "ours.pem");
        environment.put("TELLTALE_CLIENT_KEY_PATH", "ours.key");
        TracingConfig ours = TracingConfig.from(environment);
        environment.remove("TELLTALE_CLIENT_KEY_PATH");

        assertThat(borrowed.clientCertPath()).isEqualTo(Path.of("me.pem"));
        assertThat(borrowed.clientKeyPath()).isEqualTo(Path.of("me.key"));
        assertThat(ours.clientCertPath()).isEqualTo(Path.of("ours.pem"));
        assertThat(ours.clientKeyPath()).isEqualTo(Path.of("ours.key"));
        assertThatThrownBy(() -> TracingConfig.from(environment))
                .hasMessageContaining("TELLTALE_CLIENT_CERT_PATH=ours.pem is set but TELLTALE_CLIENT_KEY_PATH is not");
    }

    @Test
    void aWrongValueOfOursIsNotSavedByTheirs() {
        assertThatThrownBy(() -> TracingConfig.from(
                        Map.of("TELLTALE_ENDPOINT", "nowhere", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318")))
                .isInstanceOf(TracingConfigException.class)
                .hasMessageContaining("TELLTALE_ENDPOINT is 'nowhere'");
    }

    @Test
    void noVariableOfTheirsStandsInForCapture() {
        Map<String, String> everything =
                OtelVariables.ALL.stream().collect(Collectors.toMap(each -> each.name(), each -> "all", (a, b) -> a));

        assertThat(OtelVariables.ALL).noneMatch(each -> each.setting() == Variables.CAPTURE);
        assertThat(TracingConfig.from(everything).capture()).isEqualTo(CaptureMode.NONE);
    }

    @Test
    void theStartLineSaysWhoSwitchedTracingOff() {
        TracingConfig config = TracingConfig.from(Map.of("OTEL_SDK_DISABLED", "true"));

        assertThat(StartLine.of(config))
                .containsExactly(new StartLine(Level.INFO, "Tracing is off: OTEL_SDK_DISABLED is true"));
    }

    @Test
    void aBorrowedFileThatCantBeUsedIsPassedOverAtTheStartAndOneOfOursIsNot(@TempDir Path directory) throws Exception {
        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "no certificate");
        Map<String, String> environment = new HashMap<>(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "https://localhost:1",
                "OTEL_EXPORTER_OTLP_CERTIFICATE",
                        directory.resolve("missing.pem").toString(),
                "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", garbage.toString(),
                "OTEL_EXPORTER_OTLP_CLIENT_KEY", garbage.toString()));
        Logger log = (Logger) LoggerFactory.getLogger("io.telltale");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try (Tracing tracing = start(environment)) {
            assertThat(tracing.close(Duration.ofSeconds(5)).recorded()).isZero();
        } finally {
            log.detachAppender(lines);
        }
        environment.put("TELLTALE_SSL_CERT_PATH", garbage.toString());

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.endsWith("It is passed over."))
                .anyMatch(line -> line.startsWith("OTEL_EXPORTER_OTLP_CERTIFICATE=") && line.contains("does not exist"))
                .anyMatch(line -> line.startsWith("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE="))
                .anyMatch(line -> line.startsWith("OTEL_EXPORTER_OTLP_CLIENT_KEY="));
        assertThatThrownBy(() -> start(environment))
                .isInstanceOfSatisfying(
                        TracingConfigException.class,
                        thrown -> assertThat(thrown.problems())
                                .singleElement()
                                .asString()
                                .startsWith("TELLTALE_SSL_CERT_PATH="));
    }

    private static Tracing start(Map<String, String> environment) {
        return Tracing.builder(TracingConfig.from(environment))
                .meterRegistry(new SimpleMeterRegistry())
                .build();
    }
}
