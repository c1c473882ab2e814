package io.telltale;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md, the alert rules and the dashboard ask Prometheus for is what Micrometer's registry prints for it. */
class PrometheusTest {
    /** What Prometheus adds to each sample. */
    private static final Set<String> OF_THE_TARGET = Set.of("job", "instance");

    /** After a success and a failure; made once, and nothing changes it. */
    private static Exposition page;

    @BeforeAll
    static void scrapeAShop(@TempDir Path directory) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Scene scene = Scene.of(
                Delivery.ASYNC,
                settings -> settings.storeDir(directory),
                companions -> companions.meterRegistry(registry))) {
            scene.place(1);
            scene.drain();
            scene.collector.next(Collector.answer(503));
            scene.place(1);
            scene.drain();
            page = Exposition.of(registry.scrape());
        }
    }

    @Test
    void theTableOfPrometheusNamesListsWhatTheRegistryPrints() {
        Map<String, String> listed = Readme.rows("in Prometheus", "type").stream()
                .collect(toMap(
                        row -> Readme.code(row.get(0)).get(0),
                        row -> row.get(1) + " " + new TreeSet<>(Readme.code(row.get(2)))));
        Map<String, String> printed = page.types().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, family -> family.getValue() + " " + labels(family.getKey())));

        assertThat(listed).isEqualTo(printed);
    }

    @Test
    void everyMeterOfTheTableOfMetersIsThereUnderANameOfPrometheus() {
        List<String> listed = Readme.rows("in Prometheus", "type").stream()
                .map(row -> Readme.code(row.get(0)).get(0))
                .toList();
        for (List<String> row : Readme.rows("meter", "kind", "tags")) {
            String meter = Readme.code(row.get(0)).get(0).replace('.', '_');
            assertThat(listed).anyMatch(name -> name.matches(meter + "(_total|_seconds|_connections)?"));
        }
    }

    @Test
    void soManySeriesAsAreToldMakeATracer() {
        int fixed = 0;
        int anOutcome = 0;
        Set<String> outcomes = outcomes();
        for (List<String> row : Readme.rows("in Prometheus", "type")) {
            String family = Readme.code(row.get(0)).get(0);
            List<Exposition.Sample> samples = page.ofFamily(family);
            if (row.get(3).endsWith(" an outcome")) {
                samples = samples.stream()
                        .filter(sample -> sample.labels().get("outcome").equals("2xx"))
                        .toList();
                anOutcome += samples.size();
            } else {
                fixed += samples.size();
            }
            assertThat(row.get(3).replace(" an outcome", "")).as(family).isEqualTo("" + samples.size());
        }
        assertThat(Readme.prose())
                .contains("That makes " + (fixed + anOutcome) + " series a tracer while all goes well, " + anOutcome
                        + " more with each further outcome, and " + (fixed + outcomes.size() * anOutcome)
                        + " at most");
    }

    /** That the first table lists for a request. */
    private static Set<String> outcomes() {
        String what = Readme.rows("meter", "kind", "tags").stream()
                .filter(row -> row.get(0).equals("`telltale.log.requests`"))
                .findFirst()
                .orElseThrow()
                .get(3);
        return new HashSet<>(
                Readme.code(what.replaceFirst(".*`outcome` is ", "").replaceFirst("; `client`.*", "")));
    }

    @Test
    void everyNameThatIsMentionedIsPrinted() {
        Set<String> printed =
                page.samples().stream().map(Exposition.Sample::name).collect(toSet());
        printed.addAll(page.types().keySet());
        Set<String> mentioned = Pattern.compile("\\btelltale_[a-z_]+")
                .matcher(Readme.text() + Operations.rules() + Operations.dashboard())
                .results()
                .map(found -> found.group())
                .collect(toSet());

        assertThat(mentioned).isNotEmpty();
        assertThat(printed).containsAll(mentioned);
    }

    @Test
    void everyExpressionAsksForLabelsAndValuesThatArePrinted() {
        Operations.expressions().forEach((where, expression) -> {
            Set<String> known = new HashSet<>(OF_THE_TARGET);
            assertThat(PromQl.selectors(expression)).as(where).isNotEmpty();
            for (PromQl.Selector selector : PromQl.selectors(expression)) {
                if (!selector.metric().equals("up")) {
                    Set<String> labels = page.labelsOf(selector.metric());
                    assertThat(labels).as(where + ": " + selector.metric()).contains("tracer");
                    known.addAll(labels);
                    assertMatches(where, selector);
                }
            }
            assertThat(known).as(where).containsAll(PromQl.grouping(expression));
        });
    }

    private static void assertMatches(String where, PromQl.Selector selector) {
        for (PromQl.LabelMatcher matcher : selector.matchers()) {
            if (!matcher.operator().endsWith("~")) {
                assertThat(page.named(selector.metric()))
                        .as("%s: %s", where, selector.text())
                        .anyMatch(
                                sample -> matcher.value().equals(sample.labels().get(matcher.label())));
            }
        }
    }

    @Test
    void theTestsOfTheRulesAreFedWithSeriesAsTheyArePrinted() {
        for (String series : Operations.all(Operations.rulesTest(), "series")) {
            PromQl.Selector selector = PromQl.selectors(series).get(0);
            Set<String> labels = new TreeSet<>(page.labelsOf(selector.metric()));
            labels.addAll(OF_THE_TARGET);
            assertThat(selector.matchers().stream().map(PromQl.LabelMatcher::label))
                    .as(series)
                    .containsExactlyInAnyOrderElementsOf(labels);
        }
    }

    @Test
    void everyAlertSaysHowBadItIsWhatToDoAndWhereToReadOn() {
        for (JsonNode rule : Operations.rules()) {
            String alert = rule.get("alert").asText();
            String runbook = rule.at("/annotations/runbook").asText();
            assertThat(rule.at("/labels/severity").asText()).as(alert).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asText()).as(alert).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).as(alert).endsWith(".");
            assertThat(runbook).as(alert).startsWith("README.md#runbook-");
            assertThat(Readme.text()).contains("<a id=\"" + runbook.replaceFirst(".*#", "") + "\"></a>");
        }
    }

    @Test
    void theTableOfAlertsListsTheRulesAndTheirTestsKnowEach() {
        List<List<String>> listed = Readme.rows("alert", "severity");
        Map<String, String> severities = Operations.rules().stream()
                .collect(toMap(
                        rule -> rule.get("alert").asText(),
                        rule -> rule.at("/labels/severity").asText()));

        assertThat(listed.stream().collect(toMap(row -> Readme.code(row.get(0)).get(0), row -> row.get(1))))
                .isEqualTo(severities);
        assertThat(Operations.all(Operations.rulesTest(), "labels").stream()
                        .map(labels -> Exposition.labels(labels).get("alertname")))
                .containsAll(severities.keySet());
    }

    @Test
    void anAlertsWordsAreMadeOfLabelsThatItsExpressionHas() {
        for (JsonNode rule : Operations.rules()) {
            Set<String> labels = PromQl.grouping(rule.get("expr").asText());
            if (labels.isEmpty()) { // nothing is grouped: all of the meter's
                labels = Set.of("job", "instance", "tracer");
            }
            Set<String> used = Pattern.compile("\\$labels\\.(\\w+)")
                    .matcher(rule.get("annotations").toString())
                    .results()
                    .map(found -> found.group(1))
                    .collect(toSet());
            assertThat(labels).as(rule.get("alert").asText()).containsAll(used);
        }
    }

    @Test
    void theDashboardsPanelsHaveTheirPlacesAndTheirQuestions() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : Operations.list(Operations.dashboard().get("panels"))) {
            String title = panel.get("title").asText();
            assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
            JsonNode place = panel.get("gridPos");
            for (int x = place.get("x").asInt();
                    x < place.get("x").asInt() + place.get("w").asInt();
                    x++) {
                assertThat(x).as(title).isBetween(0, 23);
                for (int y = place.get("y").asInt();
                        y < place.get("y").asInt() + place.get("h").asInt();
                        y++) {
                    assertThat(cells.add(x + " " + y)).as("%s overlaps", title).isTrue();
                }
            }
            if (!panel.get("type").asText().equals("row")) {
                assertThat(panel.get("targets")).as(title).isNotEmpty();
                assertThat(panel.get("description").asText()).as(title).isNotBlank();
            }
        }
    }

    @Test
    void theDashboardIsOfNoParticularPrometheusJobInstanceOrTracer() {
        JsonNode dashboard = Operations.dashboard();
        assertThat(Operations.all(dashboard.get("templating"), "name"))
                .containsExactly("DS_PROMETHEUS", "job", "instance", "tracer");
        Stream.concat(
                        dashboard.findValues("targets").stream().flatMap(targets -> Operations.list(targets).stream()),
                        Operations.list(dashboard.get("panels")).stream().filter(panel -> panel.has("targets")))
                .forEach(panel ->
                        assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${DS_PROMETHEUS}"));
        Operations.panels().forEach((panel, expression) -> {
            for (PromQl.Selector selector : PromQl.selectors(expression)) {
                assertThat(selector.text())
                        .as(panel)
                        .contains("{job=~\"$job\", instance=~\"$instance\", tracer=~\"$tracer\"");
            }
        });
    }

    private static Set<String> labels(String family) {
        Set<String> labels = new TreeSet<>();
        page.ofFamily(family).forEach(sample -> labels.addAll(sample.labels().keySet()));
        assertThat(labels.remove("tracer")).as(family).isTrue();
        labels.remove("le");
        return labels;
    }
}
