package io.telltale;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.telltale.TracingCheck.Outcome;
import io.telltale.TracingCheck.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a check says of every receiver that an operator may meet, over real sockets. */
class CheckTest {
    private static final String LOOKUP = "name resolution";
    private static final String CONNECTION = "connection";
    private static final String TLS = "TLS";
    private static final String STATUS = "status";
    private static final String WORDS = "receiver's words";

    private static final String QUERY = "query-canary-1234";
    private static final String HEADER = "header-canary-5678";

    private static final HeldCertificate CA = new HeldCertificate.Builder()
            .certificateAuthority(1)
            .commonName("A private CA")
            .build();

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @TempDir
    private Path files;

    // What goes well

    @ParameterizedTest
    @CsvSource({"/v1/traces, otlp, resourceSpans", "/api/v2/spans, zipkin, traceId", "/events, json, system_info"})
    void aReceiverOfAnyFormatGetsOneEventThatSaysWhatItIs(String path, String format, String mark) throws Exception {
        answers(new MockResponse.Builder().code(202));
        try (Tracing tracing = tracing(settings -> settings.endpoint(url(path)))) {
            TracingCheck check = tracing.check();

            assertThat(check.passed()).as("%s", check).isTrue();
            assertThat(check.toString()).endsWith("passed: the endpoint took the event");
            assertThat(step(check, "configuration").seen()).contains("format " + format);
            assertThat(step(check, LOOKUP).outcome()).isEqualTo(Outcome.SKIPPED);
            assertThat(step(check, CONNECTION).seen()).contains("127.0.0.1:" + server.getPort());
            assertThat(step(check, TLS).outcome()).isEqualTo(Outcome.SKIPPED);
            assertThat(step(check, STATUS).seen()).startsWith("202");
            assertThat(step(check, WORDS).outcome()).isEqualTo(Outcome.SKIPPED);
            RecordedRequest request = server.takeRequest(10, TimeUnit.SECONDS);
            assertThat(request.getTarget()).startsWith(path);
            assertThat(request.getBody().utf8())
                    .contains(mark, "telltale.check", "sent by Telltale to see whether events arrive");
            assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + Scene.API_KEY);
        }
    }

    @Test
    void aCheckIsARequestButNoRecordedEvent() {
        answers(new MockResponse.Builder().code(200));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Tracing tracing = Tracing.builder(config(settings -> settings))
                .meterRegistry(registry)
                .build()) {
            tracing.check();

            assertThat(tracing.stats()).isEqualTo(new TracingStats(0, 0, 0, 0, Map.of()));
            assertThat(registry.get("telltale.log.requests")
                            .tag("outcome", "2xx")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aNameIsShownWithTheAddressesThatItStandsFor() {
        answers(new MockResponse.Builder().code(200));

        TracingCheck check = check(settings -> settings.endpoint("http://localhost:" + server.getPort() + "/events"));

        assertThat(step(check, LOOKUP).outcome()).isEqualTo(Outcome.OK);
        assertThat(step(check, LOOKUP).seen()).contains("localhost is ", "127.0.0.1");
    }

    @Test
    void everyCheckMakesAConnectionOfItsOwnSoThatAllOfItIsSeen() {
        try (Tracing tracing = tracing(settings -> settings)) {
            for (int i = 0; i < 3; i++) {
                answers(new MockResponse.Builder().code(200));
                assertThat(step(tracing.check(), CONNECTION).outcome()).isEqualTo(Outcome.OK);
            }
        }
    }

    // What fails before an answer

    @Test
    void aNameThatNobodyKnowsFailsThere() {
        TracingCheck check = check(
                settings -> settings.endpoint("http://nowhere.invalid/events").requestTimeout(Duration.ofSeconds(20)));

        assertFailed(check, LOOKUP, "nowhere.invalid", "TELLTALE_");
        assertThat(step(check, CONNECTION).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(step(check, STATUS).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(check.toString()).endsWith("failed at: name resolution");
    }

    @Test
    void aRefusedConnectionFailsThere() {
        try (Collector gone = new Collector()) {
            gone.down();

            TracingCheck check = check(settings -> settings.endpoint(gone.url()));

            assertFailed(check, CONNECTION, "127.0.0.1:" + gone.port(), "TELLTALE_ENDPOINT");
            assertThat(step(check, WORDS).outcome()).isEqualTo(Outcome.SKIPPED);
        }
    }

    @Test
    void anAnswerThatDoesNotComeFailsWithinTheTimeOut() {
        try (Collector slow = new Collector()) {
            slow.always(slow.hold());

            TracingCheck check =
                    check(settings -> settings.endpoint(slow.url()).requestTimeout(Duration.ofMillis(300)));

            assertThat(step(check, CONNECTION).outcome()).isEqualTo(Outcome.OK);
            assertFailed(check, STATUS, "300 ms", "TELLTALE_REQUEST_TIMEOUT");
        }
    }

    @Test
    void anAnswerThatIsCutOffFails() {
        try (Collector rude = new Collector()) {
            rude.always(Collector.resetAfterBody());

            assertFailed(check(settings -> settings.endpoint(rude.url())), STATUS, "lost", "receiver");
        }
    }

    // TLS

    @Test
    void aTrustedServersCertificateIsShownWithItsIssuerItsHostsAndItsEnd() throws Exception {
        serve(certificate(CA, "localhost"));
        answers(new MockResponse.Builder().code(200));

        TracingCheck check = check(this::encrypted);

        assertThat(check.passed()).as("%s", check).isTrue();
        assertThat(step(check, TLS).seen())
                .contains("TLSv1.", "CN=of localhost", "issued by CN=A private CA", "for localhost", "left)");
    }

    @Test
    void aServerOfAnotherAuthorityFailsAndItsCertificateIsShownAllTheSame() throws Exception {
        HeldCertificate stranger = new HeldCertificate.Builder()
                .certificateAuthority(1)
                .commonName("Somebody else")
                .build();
        serve(certificate(stranger, "localhost"));

        TracingCheck check = check(this::encrypted);

        assertThat(step(check, CONNECTION).outcome()).isEqualTo(Outcome.OK);
        assertFailed(check, TLS, "issued by CN=Somebody else", "TELLTALE_SSL_CERT_PATH");
        assertThat(step(check, STATUS).outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void anotherHostsCertificateFailsAndSaysForWhomItIs() throws Exception {
        serve(certificate(CA, "another.example"));

        assertFailed(check(this::encrypted), TLS, "for another.example", "TELLTALE_");
    }

    @Test
    void anExpiredCertificateFailsAndSaysSinceWhen() throws Exception {
        long now = System.currentTimeMillis();
        serve(new HeldCertificate.Builder()
                .signedBy(CA)
                .addSubjectAlternativeName("localhost")
                .validityInterval(now - 2 * 86_400_000, now - 86_400_000)
                .build());

        assertFailed(check(this::encrypted), TLS, "has expired (https:", "clock");
    }

    @Test
    void aClientShowsItsOwnCertificateAsItDoesWhenItSends() throws Exception {
        HeldCertificate client =
                new HeldCertificate.Builder().signedBy(CA).commonName("orders").build();
        serve(certificate(CA, "localhost"));
        server.requireClientAuth();
        answers(new MockResponse.Builder().code(200));
        Path certificate = file("client.pem", client.certificatePem());
        Path key = file("client.key", client.privateKeyPkcs8Pem());

        TracingCheck check = check(
                settings -> encrypted(settings).clientCertPath(certificate).clientKeyPath(key));

        assertThat(check.passed()).as("%s", check).isTrue();
        assertThat(server.takeRequest(10, TimeUnit.SECONDS).getHandshake().peerPrincipal())
                .hasToString("CN=orders");
    }

    // What is answered

    @ParameterizedTest
    @CsvSource({
        "401, TELLTALE_API_KEY",
        "403, TELLTALE_API_KEY",
        "404, TELLTALE_ENDPOINT",
        "405, TELLTALE_ENDPOINT",
        "400, TELLTALE_FORMAT",
        "429, TELLTALE_SAMPLE_RATE",
        "500, the receiver"
    })
    void aStatusThatIsNoSuccessFailsWithWhatToChange(int status, String remedy) {
        answers(new MockResponse.Builder().code(status).body("tenant unknown"));

        TracingCheck check = check(settings -> settings);

        assertFailed(check, STATUS, "status " + status, remedy);
        assertThat(step(check, WORDS).seen()).isEqualTo("\"tenant unknown\"");
    }

    @Test
    void aRedirectFailsAndSaysWhereToWithoutItsQuery() {
        answers(new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "https://login.example/sso/" + QUERY + "?session=abc"));

        TracingCheck check = check(settings -> settings);

        assertFailed(check, STATUS, "https://login.example:443/sso/***", "TELLTALE_ENDPOINT");
        assertThat(check.toString()).doesNotContain("abc");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/traces", "/api/v2/spans", "/events"})
    void aWebPageFailsThoughItsStatusIsASuccess(String path) {
        answers(new MockResponse.Builder().code(200).body("\n<!DOCTYPE html><title>Please log in</title>"));

        assertFailed(check(settings -> settings.endpoint(url(path))), WORDS, "Please log in", "TELLTALE_ENDPOINT");
    }

    @Test
    void anOtlpReceiverThatRejectsTheEventFails() {
        answers(new MockResponse.Builder()
                .code(200)
                .body("{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"no such tenant\"}}"));

        assertFailed(check(settings -> settings.endpoint(url("/v1/traces"))), WORDS, "no such tenant", "words");
    }

    @Test
    void aReceiversWordsAreShownOnOneLineAndNotAtLength() {
        answers(new MockResponse.Builder().code(200).body("first\r\n\u001b[31msecond\u202e" + " third".repeat(1_000)));

        Step words = step(check(settings -> settings), WORDS);

        assertThat(words.outcome()).isEqualTo(Outcome.OK);
        assertThat(words.seen()).startsWith("\"first [31msecond third").hasSizeLessThan(310);
    }

    @Test
    void noSecretIsShownNotEvenOneThatTheReceiverRepeats() {
        String echo = "no rights for Bearer " + Scene.API_KEY + " of " + HEADER + " with key=" + QUERY;
        answers(new MockResponse.Builder().code(403).body(echo));

        TracingCheck check = check(settings -> settings);

        assertThat(step(check, WORDS).seen()).contains("no rights for");
        assertDiscreet(check.toString());
    }

    // On a tracing in use

    @Test
    void itPassesAPauseAndSaysThatThereIsOne() {
        try (Scene scene = Scene.of(Delivery.ASYNC)) {
            scene.tracing.pause();
            scene.place(1);

            TracingCheck check = scene.tracing.check();

            assertThat(check.passed()).as("%s", check).isTrue();
            assertThat(step(check, "sending").remedy()).contains("resume()");
            assertThat(scene.stored(1).delivered()).isZero();
            assertThat(scene.collector.events())
                    .extracting(Collector.Event::name)
                    .containsExactly("telltale.check");
        }
    }

    @Test
    void itIsAProbeThroughAnOpenBreakerAndWhatWaitsLeavesWhenItSucceeds() {
        try (Scene scene = Scene.of(
                Delivery.ASYNC,
                settings -> settings.breakerMaxFailures(1)
                        .breakerResetTimeout(Scene.NEVER)
                        .uploadInterval(Scene.NEVER))) {
            scene.collector.down();
            scene.place(1);
            scene.stored(1);
            assertThat(scene.tracing.health().breaker()).isEqualTo("open");
            scene.collector.up();

            assertThat(scene.tracing.check().passed()).isTrue();

            Scene.eventually().until(() -> scene.tracing.stats().delivered() == 1);
        }
    }

    @Test
    void aProbeThatFailsLeavesTheBreakerOpen() {
        try (Scene scene = Scene.of(
                Delivery.ASYNC,
                settings -> settings.breakerMaxFailures(1)
                        .breakerResetTimeout(Scene.NEVER)
                        .uploadInterval(Scene.NEVER))) {
            scene.collector.always(Collector.answer(401));

            assertThat(scene.tracing.check().passed()).isFalse();
            assertThat(scene.tracing.health().breaker()).isEqualTo("open");
            assertThat(scene.tracing.check().passed()).isFalse();
            assertThat(scene.tracing.health().breaker()).isEqualTo("open");
            assertThat(scene.collector.requests()).isEqualTo(2);
        }
    }

    @Test
    void nothingIsSentBeforeTheTimeThatTheReceiverNamed() {
        try (Scene scene = Scene.of(Delivery.ASYNC)) {
            scene.collector.always(Collector.answer(503, "Retry-After: 300"));
            assertThat(scene.tracing.check().passed()).isFalse();

            TracingCheck second = scene.tracing.check();

            assertFailed(second, STATUS, "Retry-After", "receiver's limit");
            assertThat(scene.collector.requests()).isEqualTo(1);
        }
    }

    @Test
    void itComesWhileEveryConnectionOfTheTracingIsBusy() {
        try (Scene scene = Scene.of(Delivery.ASYNC, settings -> settings.maxConnections(1))) {
            scene.collector.next(scene.collector.hold());
            scene.place(1);
            scene.collector.awaitHeld(1);

            assertThat(scene.tracing.check().passed()).isTrue();
            scene.collector.release();
            scene.drain();
        }
    }

    @Test
    void aTracingThatIsClosedOrOffSaysSo() {
        Tracing closed = tracing(settings -> settings);
        closed.close();
        assertFailed(closed.check(), STATUS, "closed", "before");

        assertFailed(
                Tracing.create(TracingConfig.builder().build()).check(), "configuration", "off", "TELLTALE_ENDPOINT");
        assertFailed(
                Tracing.create(TracingConfig.builder().enabled(false).build()).check(),
                "configuration",
                "off",
                "TELLTALE_ENABLED=true");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        try (Collector slow = new Collector();
                Tracing tracing = tracing(settings -> settings.endpoint(slow.url()))) {
            slow.always(slow.hold());
            Thread.currentThread().interrupt();

            TracingCheck check = tracing.check();

            assertThat(Thread.interrupted()).isTrue();
            assertFailed(check, STATUS, "interrupted", "again");
        }
    }

    // The main class, short of its exit

    @Test
    void theMainClassPrintsWarningsTheConfigurationAndEveryStepAndNoSecret() {
        answers(new MockResponse.Builder().code(200).body("welcome " + Scene.API_KEY));
        Map<String, String> environment = environment();
        environment.put("TELLTALE_ENDPIONT", "http://typo");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        boolean passes = passes(environment, printed);

        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(passes).as(text).isTrue();
        assertThat(text)
                .contains("TELLTALE_ENDPIONT", "Tracing orders to http://127.0.0.1", "connection", "welcome ***")
                .endsWith("passed: the endpoint took the event" + System.lineSeparator());
        assertDiscreet(text);
    }

    @Test
    void theMainClassPrintsEveryProblemOfTheConfiguration() {
        Map<String, String> environment = environment();
        environment.put("TELLTALE_DELIVERY", "whenever");
        environment.put("TELLTALE_REQUEST_TIMEOUT", "soon");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        assertThat(passes(environment, printed)).isFalse();

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("'whenever'", "'soon'", "failed at: configuration");
        assertDiscreet(printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theMainClassPrintsAFileThatCanNotBeUsed() {
        Map<String, String> environment = environment();
        environment.put("TELLTALE_SSL_CERT_PATH", files.resolve("missing.pem").toString());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        assertThat(passes(environment, printed)).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("TELLTALE_SSL_CERT_PATH", "missing.pem");
    }

    @Test
    void theMainClassSaysThatTracingIsOff() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        assertThat(passes(Map.of(), printed)).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Tracing is off", "set TELLTALE_ENDPOINT");
    }

    private static boolean passes(Map<String, String> environment, ByteArrayOutputStream printed) {
        return Check.passes(
                () -> TracingConfig.from(environment), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private Map<String, String> environment() {
        return new LinkedHashMap<>(Map.of(
                "TELLTALE_ENDPOINT",
                url("/events"),
                "TELLTALE_SERVICE_NAME",
                "orders",
                "TELLTALE_API_KEY",
                Scene.API_KEY,
                "TELLTALE_HEADERS",
                "X-Tenant=" + HEADER));
    }

    // What they share

    private String url(String path) {
        return "http://127.0.0.1:" + server.getPort() + path + "?key=" + QUERY;
    }

    private void answers(MockResponse.Builder answer) {
        server.enqueue(answer.build());
    }

    private void serve(HeldCertificate certificate) {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(CA.certificate())
                .build()
                .sslSocketFactory());
    }

    private static HeldCertificate certificate(HeldCertificate authority, String host) {
        return new HeldCertificate.Builder()
                .signedBy(authority)
                .commonName("of " + host)
                .addSubjectAlternativeName(host)
                .build();
    }

    private TracingConfig.Builder encrypted(TracingConfig.Builder settings) {
        return settings.endpoint("https://localhost:" + server.getPort() + "/events?key=" + QUERY)
                .sslCertPath(file("ca.pem", CA.certificatePem()));
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(files.resolve(name), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TracingConfig config(UnaryOperator<TracingConfig.Builder> settings) {
        return settings.apply(TracingConfig.builder()
                        .endpoint(url("/events"))
                        .apiKey(Scene.API_KEY)
                        .headers(Map.of("X-Tenant", HEADER))
                        .requestTimeout(Scene.LONG)
                        .shutdownHook(false))
                .build();
    }

    private Tracing tracing(UnaryOperator<TracingConfig.Builder> settings) {
        return Tracing.builder(config(settings))
                .meterRegistry(new SimpleMeterRegistry())
                .build();
    }

    private TracingCheck check(UnaryOperator<TracingConfig.Builder> settings) {
        try (Tracing tracing = tracing(settings)) {
            TracingCheck check = tracing.check();
            assertDiscreet(check.toString());
            return check;
        }
    }

    private static Step step(TracingCheck check, String name) {
        Map<String, Step> steps = check.steps().stream().collect(toMap(Step::name, step -> step));
        assertThat(steps).as("%s", check).containsKey(name);
        return steps.get(name);
    }

    private static void assertFailed(TracingCheck check, String name, String seen, String remedy) {
        Step step = step(check, name);
        assertThat(check.passed()).as("%s", check).isFalse();
        assertThat(step.outcome()).as("%s", check).isEqualTo(Outcome.FAILED);
        assertThat(step.seen()).as("%s", check).contains(seen).doesNotContain("\n");
        assertThat(step.remedy()).as("%s", check).contains(remedy);
    }

    private static void assertDiscreet(String text) {
        assertThat(text).doesNotContain(Scene.API_KEY, HEADER, QUERY);
    }
}
