package io.telltale;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.telltale.internal.delivery.InMemoryEventStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A word is planted wherever a payload or a secret comes in. Whatever the library says of itself is searched for it: what
 * is logged at every level, by the libraries that it brings too, every public value's text, meters, health, exceptions.
 */
class CanariesTest {
    /** In every canary, and nowhere else. */
    private static final String CANARY = "canary";

    private static final String ARGUMENT = "argument-canary";
    private static final String RESULT = "result-canary";
    private static final String MESSAGE = "message-canary";
    private static final String REDACTED = "redacted-canary";
    private static final String KEY = "api-key-canary";
    private static final String HEADER = "header-canary";
    private static final String QUERY = "query-canary";
    private static final String ANSWER = "answer-canary";

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @TempDir
    private Path files;

    interface Vault {
        @Traced
        Map<String, Object> open(Map<String, Object> request);

        @Traced
        void fail(String text);
    }

    private static final class CanaryVault implements Vault {
        @Override
        public Map<String, Object> open(Map<String, Object> request) {
            return Map.of("told", RESULT, "nested", List.of(secrets()));
        }

        @Override
        public void fail(String text) {
            throw new IllegalStateException(MESSAGE, new RuntimeException(MESSAGE));
        }
    }

    record Card(String cardNumber, String holder) {}

    /** Names that are redacted, spelt in several ways, each with more below it; only "told" may be told. */
    private static Map<String, Object> secrets() {
        Map<String, Object> secrets = new LinkedHashMap<>();
        secrets.put("told", ARGUMENT);
        secrets.put("X-Api-Key", REDACTED);
        secrets.put("user.password", REDACTED);
        secrets.put("Set_Cookie", List.of(REDACTED, Map.of("key", REDACTED)));
        secrets.put("CREDENTIALS", Map.of(REDACTED + "-key", Map.of(REDACTED, 1)));
        secrets.put("card", new Card(REDACTED, "told"));
        return secrets;
    }

    /** The same so many maps and lists deep. */
    private static Map<String, Object> deep(int levels) {
        Map<String, Object> value = secrets();
        for (int level = 0; level < levels; level++) {
            value = Map.of("level" + level, List.of(value));
        }
        return value;
    }

    @ParameterizedTest
    @EnumSource
    void aRedactedNamesValueIsInNoRequestAtWhateverDepthInAnyFormat(WireFormat format) throws Exception {
        server.setDispatcher(always(200, ""));
        try (Tracing tracing = Tracing.create(config(format).build())) {
            Vault vault = tracing.trace(Vault.class, new CanaryVault());
            for (int levels = 0; levels < 7; levels++) {
                vault.open(deep(levels));
            }
            assertThat(tracing.flush(Scene.LONG)).isTrue();
            assertThat(tracing.stats().delivered()).isEqualTo(7);
        }

        String bodies = bodies();
        assertThat(bodies).as("what may be told").contains(ARGUMENT, RESULT, "level5", "redacted");
        assertThat(bodies).doesNotContain(REDACTED, KEY, HEADER, QUERY);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 401, 404, 413, 429, 500, 503})
    void nothingThatTheLibrarySaysOfItselfRepeatsAPayloadOrASecret(int status) throws Exception {
        server.setDispatcher(always(status, "<html>" + ANSWER + "</html>"));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        List<String> said = new ArrayList<>();
        try (LogLines log = LogLines.ofEverybody()) {
            Tracing tracing = Tracing.builder(config(WireFormat.JSON).build())
                    .meterRegistry(registry)
                    .build();
            Vault vault = tracing.trace(Vault.class, new CanaryVault());
            for (int i = 0; i < 20; i++) {
                vault.open(deep(i % 5));
                catchThrowable(() -> vault.fail(ARGUMENT));
            }
            tracing.flush(Duration.ofMillis(500));
            Scene.eventually().until(() -> server.getRequestCount() > 0);
            said.addAll(List.of(tracing.toString(), tracing.health().toString(), vault.toString()));
            said.addAll(
                    registry.getMeters().stream().map(CanariesTest::describe).toList());
            said.add(tracing.close(Duration.ZERO).toString());
            said.addAll(log.all());
        }

        assertThat(said).as("what is searched").anyMatch(line -> line.contains("Tracing closed"));
        assertThat(said).anyMatch(line -> line.contains("telltale.log.requests"));
        assertThat(bodies()).as("the payload was there to be repeated").contains(ARGUMENT, MESSAGE);
        assertThat(said).noneMatch(line -> line.contains(CANARY));
    }

    @Test
    void noPublicValueTellsAPayloadOrASecret() {
        TraceContext context = new TraceContext(1, 2, 3, true, 0);
        TraceFailure failure = new TraceFailure("java.lang.Error", MESSAGE, MESSAGE);
        TraceEvent event = TraceEvent.of("name", context)
                .inputs(new String[] {"input"}, new Object[] {ARGUMENT})
                .output(RESULT)
                .failure(failure)
                .build();
        byte[] bytes = ARGUMENT.getBytes(UTF_8);
        Envelope envelope = new Envelope("application/json", bytes, bytes, bytes);
        EncodedEvent encoded = new EncodedEvent(envelope, bytes, 0);
        InMemoryEventStore store = new InMemoryEventStore(10, 1_000, false);
        store.add(encoded);
        TracingConfig.Builder builder = config(WireFormat.JSON);
        TracingConfig config = builder.build();
        Tracing.Builder parts = Tracing.builder(config);
        try (Tracing tracing = parts.build()) {
            TracingCheck.Step checked = TracingCheck.Step.ok("name", "seen");
            Map<Class<?>, Object> values = Map.ofEntries(
                    Map.entry(TraceContext.class, context),
                    Map.entry(TraceContextInterceptor.class, new TraceContextInterceptor()),
                    Map.entry(TraceContextAccessor.class, new TraceContextAccessor()),
                    Map.entry(TraceFailure.class, failure),
                    Map.entry(TraceEvent.class, event),
                    Map.entry(
                            TraceEvent.Builder.class,
                            TraceEvent.of("name", context).output(RESULT)),
                    Map.entry(
                            TraceEvent.Shape.class,
                            new TraceEvent.Shape("n", new String[0], new String[] {"k", ARGUMENT})),
                    Map.entry(Envelope.class, envelope),
                    Map.entry(EncodedEvent.class, encoded),
                    Map.entry(TracingConfig.class, config),
                    Map.entry(TracingConfig.Builder.class, builder),
                    Map.entry(Tracing.class, tracing),
                    Map.entry(Tracing.Builder.class, parts),
                    Map.entry(TracingCheck.class, new TracingCheck(List.of(checked))),
                    Map.entry(TracingCheck.Step.class, checked),
                    Map.entry(TracingStats.class, tracing.stats()),
                    Map.entry(TracingHealth.class, tracing.health()));

            assertThat(values.keySet()).as("every public value").isEqualTo(publicValues());
            assertThat(values.values()).map(Object::toString).noneMatch(text -> text.contains(CANARY));
            assertThat(store.toString()).doesNotContain(CANARY);
            try (TraceScope step = tracing.open("step")) {
                assertThat(step.result(RESULT).toString()).doesNotContain(CANARY);
            }
        }
    }

    @Test
    void aMistakeInTheConfigurationIsToldWithoutTheSecretInIt() {
        Map<String, String> mistakes = Map.of(
                "TELLTALE_API_KEY", KEY + " with a space",
                "TELLTALE_HEADERS", HEADER + " without an equals sign",
                "TELLTALE_ENDPOINT", "http://user:" + KEY + "@host/?key=" + QUERY + " x");
        TracingConfigException thrown =
                catchThrowableOfType(TracingConfigException.class, () -> TracingConfig.from(mistakes));

        assertThat(thrown.problems()).hasSize(3);
        assertThat(thrown.toString() + thrown.problems()).doesNotContain(CANARY);
        for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
            Throwable alone = catchThrowable(() -> TracingConfig.from(Map.of(mistake.getKey(), mistake.getValue())));
            assertThat(alone).hasMessageContaining(mistake.getKey());
            assertThat(alone.toString()).doesNotContain(CANARY);
        }
    }

    @Test
    void aKeyFileThatCanNotBeUsedIsToldWithoutWhatStandsInIt() throws Exception {
        HeldCertificate client = new HeldCertificate.Builder().rsa2048().build();
        String pem = client.privateKeyPkcs8Pem();
        String body = pem.lines().filter(line -> !line.startsWith("-")).collect(Collectors.joining("\n"));
        List<String> broken = List.of(
                "",
                body,
                pem.replace(body, body.substring(0, body.length() / 2)),
                pem.replace(body, body.replaceFirst("^....", "AAAA")),
                pem.replace(body, "!" + body),
                pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
                pem.replace("PRIVATE KEY", "RSA PRIVATE KEY"),
                pem.replace(body, Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8))),
                new HeldCertificate.Builder().build().privateKeyPkcs8Pem());
        Path certificate = Files.writeString(files.resolve("client.pem"), client.certificatePem());
        for (String text : broken) {
            Path key = Files.writeString(files.resolve("client.key"), text);
            Throwable thrown = catchThrowable(() -> Tracing.create(config(WireFormat.JSON)
                    .clientCertPath(certificate)
                    .clientKeyPath(key)
                    .build()));

            assertThat(thrown).isInstanceOf(TracingConfigException.class).hasMessageContaining("client.key");
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                String told = each.toString();
                assertThat(told).doesNotContain(CANARY);
                assertThat(text.lines().filter(line -> line.length() > 20 && !line.startsWith("-")))
                        .noneMatch(line -> told.contains(line.substring(0, 20)));
            }
        }
    }

    private TracingConfig.Builder config(WireFormat format) {
        return TracingConfig.builder()
                .endpoint(server.url("/events?key=" + QUERY).toString())
                .format(format)
                .apiKey(KEY)
                .headers(Map.of("X-Secret", HEADER))
                .capture(CaptureMode.ALL)
                .retryInitialBackoff(Duration.ofMillis(1))
                .retryMaxBackoff(Duration.ofMillis(5))
                .shutdownHook(false);
    }

    private static Dispatcher always(int status, String body) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().code(status).body(body).build();
            }
        };
    }

    private String bodies() throws InterruptedException {
        StringBuilder bodies = new StringBuilder();
        for (int left = server.getRequestCount(); left > 0; left--) {
            bodies.append(server.takeRequest().getBody().utf8());
        }
        return bodies.toString();
    }

    private static String describe(Meter meter) {
        return meter.getId().toString() + meter.getId().getDescription();
    }

    /** Classes of which one can have an instance; what an interface or an exception says is looked at apart. */
    private static Set<Class<?>> publicValues() {
        Stream<JavaClass> classes = new ClassFileImporter()
                        .withImportOption(location -> !location.contains("/test-classes/"))
                        .importPackages("io.telltale")
                        .stream()
                        .filter(each -> each.getPackageName().equals("io.telltale"));
        return classes.filter(each -> each.getModifiers().contains(PUBLIC)
                        && !each.getModifiers().contains(ABSTRACT))
                .filter(each -> !each.isInterface() && !each.isEnum() && !each.isAssignableTo(Throwable.class))
                .map(JavaClass::reflect)
                .filter(each -> each != Check.class) // a main class, of which there is no value
                .collect(Collectors.toSet());
    }
}
