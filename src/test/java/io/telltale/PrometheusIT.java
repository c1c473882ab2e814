package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus watches an application through good times and bad ones, once; then it is asked about both, with every
 * expression that README.md, the alert rules and the dashboard have.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
        value = "io.telltale.PrometheusServer#isInstalled",
        disabledReason =
                "There is no prometheus and promtool on the path: install Debian's package prometheus, or name the"
                        + " directory of both with -Dprometheus.home")
class PrometheusIT {
    private static final int CONNECTIONS = 4;
    private static final int ROOM = 500;

    @TempDir
    static Path directory;

    private MetricsPage shop;
    private MetricsPage bare;
    private Scene scene;
    private Collector mute;
    private Tracing impatient;
    private PrometheusServer prometheus;

    private Instant good;
    private Instant busy;
    private Instant bad;

    @BeforeAll
    void watch() throws Exception {
        shop = new MetricsPage();
        bare = new MetricsPage();
        scene = Scene.of(
                Delivery.ASYNC,
                settings -> settings.maxConnections(CONNECTIONS)
                        .batchMaxEvents(1)
                        .storeMaxEvents(ROOM)
                        .breakerMaxFailures(3)
                        .breakerResetTimeout(Duration.ofSeconds(2)),
                companions -> companions.meterRegistry(shop.registry));
        mute = new Collector();
        mute.always(mute.hold());
        Tracing soonClosed = Tracing.builder(Scene.quick(mute, Delivery.ASYNC).build())
                .meterRegistry(bare.registry)
                .build();
        Files.writeString(directory.resolve("prometheus.yml"), configuration());
        prometheus = new PrometheusServer(directory);
        prometheus.awaitReady();

        good = when(() -> scene.place(5), question("Is it delivering?") + " > 0", question("How late?") + " > 0");
        scene.drain();
        when("telltale_circuit{instance=\"" + bare.instance() + "\"}");
        soonClosed.close();

        scene.collector.always(scene.collector.hold());
        scene.place(3 * CONNECTIONS);
        busy = when("telltale_requests_active / telltale_requests_max == 1");
        scene.collector.always(Collector.answer(503));
        scene.collector.release();

        impatient = Tracing.builder(Scene.quick(mute, Delivery.ASYNC)
                        .requestTimeout(Scene.SHORT)
                        .build())
                .meterRegistry(shop.registry)
                .build();
        impatient.trace(Orders.class, new Orders.Simple()).place(1, Scene.PAYLOAD);
        bad = when(
                () -> scene.place(ROOM),
                "ALERTS{alertname=\"TelltaleLosingEvents\", alertstate=\"firing\"}",
                "ALERTS{alertname=\"TelltaleMetersGone\"}",
                "ALERTS{alertname=\"TelltaleRequestsFail\", outcome=\"timeout\"}",
                "telltale_circuit == 2",
                "telltale_store_fill == 1",
                question("Time-outs or 5xx?") + " > 0 and on (outcome) {outcome=\"5xx\"}",
                question("Time-outs or 5xx?") + " > 0 and on (outcome) {outcome=\"timeout\"}");
    }

    private String configuration() {
        return """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files:
                  - %s
                scrape_configs:
                  - job_name: shop
                    static_configs:
                      - targets: ['%s', '%s']
                """.formatted(Operations.RULES.toAbsolutePath(), shop.instance(), bare.instance());
    }

    @AfterAll
    void end() throws Exception {
        try (MetricsPage first = shop;
                MetricsPage second = bare;
                Collector silent = mute;
                Scene story = scene;
                PrometheusServer server = prometheus) {
            if (impatient != null) {
                impatient.close(Duration.ZERO);
            }
        }
    }

    private Instant when(String... expressions) {
        return when(() -> {}, expressions);
    }

    /** Waits, with something to do meanwhile, until each expression has an answer at one time; that time. */
    private Instant when(Runnable meanwhile, String... expressions) {
        return await().atMost(Scene.LONG)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            meanwhile.run();
                            Instant now = Instant.now();
                            for (String expression : expressions) {
                                if (prometheus.ask(expression, now).isEmpty()) {
                                    return null;
                                }
                            }
                            return now;
                        },
                        time -> time != null);
    }

    private static String question(String asked) {
        return Operations.questions().get(asked);
    }

    /** The answers about the shop's tracer that is in both times. */
    private List<PrometheusServer.Sample> answers(String asked, Instant when) throws Exception {
        return prometheus.ask(question(asked), when).stream()
                .filter(sample -> sample.labels().get("instance").equals(shop.instance()))
                .filter(sample -> sample.labels().get("tracer").equals("orders"))
                .toList();
    }

    private double answer(String asked, Instant when) throws Exception {
        List<PrometheusServer.Sample> answers = answers(asked, when);
        assertThat(answers).as(asked).hasSize(1);
        return answers.get(0).value();
    }

    @Test
    void inGoodTimesTheAnswersAreGood() throws Exception {
        assertThat(answer("Is it delivering?", good)).isPositive();
        assertThat(answer("How late?", good)).isBetween(0.001, 60.0);
        assertThat(answer("Since when does an event wait?", good)).isBetween(0.0, 60.0);
        assertThat(answers("What is it losing, and why?", good)).isEmpty();
        assertThat(answer("How near is the store to full?", good)).isLessThan(1);
        assertThat(answers("Time-outs or 5xx?", good)).isEmpty();
        assertThat(answer("Is the breaker open?", good)).isZero();
        assertThat(answer("Is the pool exhausted?", good)).isLessThan(1);
        assertThat(prometheus.ask(question("Which of my instances don't trace?"), good))
                .isEmpty();
        assertThat(prometheus.ask("ALERTS", good)).isEmpty();
    }

    @Test
    void aBusyPoolShows() throws Exception {
        assertThat(answer("Is the pool exhausted?", busy)).isGreaterThan(answer("Is the pool exhausted?", good));
    }

    @Test
    void inBadTimesTheAnswersNameTheTrouble() throws Exception {
        assertThat(answer("Since when does an event wait?", bad)).isPositive();
        assertThat(answers("What is it losing, and why?", bad)).singleElement().satisfies(lost -> {
            assertThat(lost.labels()).containsEntry("reason", "store_full");
            assertThat(lost.value()).isGreaterThan(1);
        });
        assertThat(answer("How near is the store to full?", bad)).isEqualTo(1);
        assertThat(answer("In how many seconds is it full?", bad)).isZero();
        assertThat(answers("Time-outs or 5xx?", bad)).singleElement().satisfies(failing -> {
            assertThat(failing.labels()).containsEntry("outcome", "5xx");
            assertThat(failing.value()).isPositive();
        });
        assertThat(prometheus.ask(question("Time-outs or 5xx?"), bad))
                .anySatisfy(failing -> assertThat(failing.labels())
                        .containsEntry("outcome", "timeout")
                        .containsEntry("tracer", "orders-2"));
        assertThat(answer("Is the breaker open?", bad)).isEqualTo(2);
        assertThat(prometheus.ask(question("Which of my instances don't trace?"), bad))
                .singleElement()
                .satisfies(target -> assertThat(target.labels()).containsEntry("instance", bare.instance()));
    }

    @Test
    void everyExpressionIsUnderstoodAndEverySeriesThatItAsksForIsThere() throws Exception {
        for (Map.Entry<String, String> each : Operations.expressions().entrySet()) {
            prometheus.ask(each.getValue(), bad);
            for (PromQl.Selector selector : PromQl.selectors(each.getValue())) {
                assertThat(prometheus.ask("last_over_time(" + selector.text() + "[1h])", bad))
                        .as("%s: %s", each.getKey(), selector.text())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void everyPanelOfTheDashboardShowsSomething() throws Exception {
        for (Map.Entry<String, String> each : Operations.expressions().entrySet()) {
            if (each.getKey().startsWith("dashboard: ")) {
                assertThat(prometheus.ask(each.getValue(), bad))
                        .as(each.getKey())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void theRulesAreEvaluatedAndTheAlertsOfTheseTimesAreOn() throws Exception {
        JsonNode rules = prometheus.api("/api/v1/rules").at("/groups/0/rules");
        assertThat(Operations.list(rules)).hasSameSizeAs(Operations.rules()).allSatisfy(rule -> {
            assertThat(rule.get("health").asText()).as("%s", rule).isEqualTo("ok");
            assertThat(rule.get("alerts").toString()).doesNotContain("error expanding template");
        });
        assertThat(prometheus.ask("ALERTS", bad))
                .extracting(sample -> sample.labels().get("alertname"))
                .contains("TelltaleCircuitOpen", "TelltaleStoreNearlyFull")
                .doesNotContain("TelltaleSamplingUnderPressure");
    }

    @Test
    void everyScrapeWasReadAsItIs() throws Exception {
        assertThat(prometheus.ask("up == 1", bad)).hasSize(2);
        for (Map.Entry<String, String> family :
                Exposition.of(shop.registry.scrape()).types().entrySet()) {
            JsonNode metadata = prometheus
                    .api("/api/v1/metadata?metric=" + name(family.getKey()))
                    .elements()
                    .next();
            assertThat(metadata.at("/0/type").asText()).as(family.getKey()).isEqualTo(family.getValue());
        }
    }

    /** OpenMetrics, which Prometheus prefers, has a counter's type under its name without the suffix. */
    private static String name(String family) {
        return family.replaceFirst("_total$", "");
    }

    @Test
    void promtoolIsContentWithThePageTheRulesAndTheirTests() throws Exception {
        Path page = Files.writeString(directory.resolve("page"), shop.registry.scrape());
        PrometheusServer.promtool(page, "check", "metrics");
        PrometheusServer.promtool(page, "check", "rules", Operations.RULES.toString());
        PrometheusServer.promtool(page, "test", "rules", Operations.RULES_TEST.toString());
    }
}
