package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What editors offer for {@code telltale.} in an application's properties is what there is. */
class SpringMetadataTest {
    private final JsonNode metadata = metadata();

    private static JsonNode metadata() {
        try (InputStream file = Tracing.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, JsonNode> properties() {
        Map<String, JsonNode> properties = new TreeMap<>();
        metadata.path("properties")
                .forEach(each -> properties.put(each.path("name").asText(), each));
        properties.keySet().removeIf(name -> !name.startsWith("telltale.") || name.startsWith("telltale.spring."));
        return properties;
    }

    private static String property(String variable) {
        String name = variable.substring(Variables.PREFIX.length());
        return "telltale." + name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Test
    void everyVariableIsAPropertyAndNothingElseIs() {
        List<String> names = Variables.ALL.stream()
                .map(variable -> property(variable.name()))
                .toList();
        assertThat(properties()).containsOnlyKeys(names);
    }

    @Test
    void aPropertyMeansWhatTheReadmeSays() {
        Map<String, JsonNode> properties = properties();
        for (List<String> row : Readme.rows("variable", "default", "meaning")) {
            String property = property(Readme.code(row.get(0)).get(0));
            String meaning =
                    row.get(2).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "");
            assertThat(properties.get(property).path("description").asText())
                    .as(property)
                    .isEqualTo(meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1) + ".");
        }
    }

    @Test
    void aDefaultIsTheVariablesButForWhatSpringDoesBetter() {
        Map<String, JsonNode> properties = properties();
        for (Variable<?> variable : Variables.ALL) {
            JsonNode given = properties.get(property(variable.name())).path("defaultValue");
            if (variable == Variables.SHUTDOWN_HOOK) {
                assertThat(given.asText()).isEqualTo("false");
            } else if (!given.isMissingNode()) {
                assertThat(variable.read(given.asText())).as(variable.name()).isEqualTo(variable.in(Map.of()));
            }
        }
    }

    @Test
    void thePropertiesThatTheReadmeSpeaksOfAreThere() {
        List<String> names = metadata.path("properties").findValuesAsText("name");
        Matcher mentioned = Pattern.compile("`((?:telltale|management)\\.[a-z.]+[-a-z]*)(?:=\\w+)?`")
                .matcher(Readme.text());
        List<String> properties = mentioned
                .results()
                .map(found -> found.group(1))
                .filter(name -> name.matches(".*-.*|telltale\\.spring\\..*|management\\..*"))
                .toList();
        assertThat(properties).hasSizeGreaterThan(4);
        assertThat(names).containsAll(properties);
    }

    @Test
    void everyValueThatIsOfferedIsAllowed() {
        List<String> notAllowed = new ArrayList<>();
        for (JsonNode hint : metadata.path("hints")) {
            for (Variable<?> variable : Variables.ALL) {
                if (property(variable.name()).equals(hint.path("name").asText())) {
                    hint.path("values").forEach(value -> {
                        if (variable.read(value.path("value").asText()) == null) {
                            notAllowed.add(variable + "=" + value);
                        }
                    });
                }
            }
        }
        assertThat(metadata.path("hints")).isNotEmpty();
        assertThat(notAllowed).isEmpty();
    }
}
