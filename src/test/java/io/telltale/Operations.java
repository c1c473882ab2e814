package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What operators are given: alert rules, a dashboard, and the questions of README.md with the expressions that answer them. */
final class Operations {
    static final Path RULES = Path.of("src/operations/telltale-alerts.yml");
    static final Path RULES_TEST = Path.of("src/operations/telltale-alerts-test.yml");
    static final Path DASHBOARD = Path.of("src/operations/telltale-dashboard.json");

    private Operations() {}

    static List<JsonNode> rules() {
        return list(read(new YAMLMapper(), RULES).at("/groups/0/rules"));
    }

    static JsonNode rulesTest() {
        return read(new YAMLMapper(), RULES_TEST);
    }

    static JsonNode dashboard() {
        return read(new ObjectMapper(), DASHBOARD);
    }

    /** The expressions of the dashboard by panel and letter, its variables left as they are. */
    static Map<String, String> panels() {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (JsonNode panel : list(dashboard().get("panels"))) {
            for (JsonNode target : list(panel.path("targets"))) {
                String name =
                        panel.get("title").asText() + " " + target.get("refId").asText();
                assertThat(expressions.put(name, target.get("expr").asText()))
                        .as(name)
                        .isNull();
            }
        }
        return expressions;
    }

    /** Of README.md, in its order. */
    static Map<String, String> questions() {
        Map<String, String> questions = new LinkedHashMap<>();
        for (List<String> row : Readme.rows("an operator asks", "PromQL")) {
            questions.put(row.get(0), Readme.code(row.get(1)).get(0));
        }
        return questions;
    }

    /** Every expression there is, by where it stands; the dashboard's as Grafana asks them with its variables at "all". */
    static Map<String, String> expressions() {
        Map<String, String> all = new LinkedHashMap<>();
        questions().forEach((question, expression) -> all.put("README: " + question, expression));
        rules().forEach(rule ->
                all.put(rule.get("alert").asText(), rule.get("expr").asText()));
        panels().forEach((panel, expression) -> all.put("dashboard: " + panel, filledIn(expression)));
        return all;
    }

    private static String filledIn(String expression) {
        return expression
                .replaceAll("\"\\$(job|instance|tracer)\"", "\".*\"")
                .replace("$__rate_interval", "5m")
                .replace("$__range", "1h");
    }

    static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** Every value of this field, at any depth. */
    static List<String> all(JsonNode node, String field) {
        List<String> values = new ArrayList<>();
        node.findValues(field).stream()
                .flatMap(value -> value.isArray() ? list(value).stream() : Stream.of(value))
                .map(JsonNode::asText)
                .forEach(values::add);
        return values;
    }

    private static JsonNode read(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
