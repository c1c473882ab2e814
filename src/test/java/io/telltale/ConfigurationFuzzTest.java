package io.telltale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever an environment says: it is a configuration, or every problem is named; either way no secret is shown. */
class ConfigurationFuzzTest {
    /** In the corpus, where secrets stand. */
    private static final String CANARY = "canary-0815";

    private static final List<String> SECRETS = List.of(
            "TELLTALE_API_KEY", "TELLTALE_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS");
    private static final String ENDPOINT = "TELLTALE_ENDPOINT";

    @FuzzTest
    void everyProblemIsNamedAndNoSecretIsShown(byte[] data) {
        Map<String, String> environment = environment(new String(data, UTF_8));
        List<String> unreadable = unreadable(environment);
        List<String> shown = new ArrayList<>();
        try {
            TracingConfig config = TracingConfig.from(environment);
            assertThat(unreadable).isEmpty();
            shown.add(config.toString());
            shown.addAll(config.warnings());
            shown.addAll(config.notes());
            assertThat(config.toBuilder().build()).hasToString(config.toString());
        } catch (TracingConfigException e) {
            assertThat(e.problems())
                    .isNotEmpty()
                    .allMatch(problem -> problem.startsWith("TELLTALE_")
                            || environment.keySet().stream().anyMatch(problem::startsWith));
            for (String name : unreadable) {
                assertThat(e.problems()).anyMatch(problem -> problem.startsWith(name + " is '"));
            }
            shown.add(e.getMessage());
        }
        if (isCanarySecretIn(environment)) {
            assertThat(shown).noneMatch(text -> text.contains(CANARY));
        }
    }

    @Test
    void theSameOfChangedFilesOfTheCorpus() {
        Mutations.of(
                ConfigurationFuzzTest.class,
                "everyProblemIsNamedAndNoSecretIsShown",
                1_500,
                this::everyProblemIsNamedAndNoSecretIsShown);
    }

    private static Map<String, String> environment(String text) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                environment.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return environment;
    }

    /** The names of ours whose values alone are wrong. */
    private static List<String> unreadable(Map<String, String> environment) {
        List<String> names = new ArrayList<>();
        for (Variable<?> variable : Variables.ALL) {
            String name = variable.nameIn(environment);
            if (name != null && variable.read(environment.get(name)) == null) {
                names.add(name);
            }
        }
        return names;
    }

    /** A change may have moved it to where everything is shown. */
    private static boolean isCanarySecretIn(Map<String, String> environment) {
        return environment.entrySet().stream().allMatch(entry -> {
            String value = entry.getValue();
            if (entry.getKey().contains(CANARY)) {
                return false;
            }
            return !value.contains(CANARY)
                    || SECRETS.contains(entry.getKey())
                    || (entry.getKey().equals(ENDPOINT) && isCredential(value));
        });
    }

    /** Before the last at sign, or behind the first question mark or hash. */
    private static boolean isCredential(String endpoint) {
        String rest = endpoint.substring(endpoint.lastIndexOf('@') + 1).replaceFirst("(?s)[?#].*", "");
        return !rest.contains(CANARY);
    }
}
