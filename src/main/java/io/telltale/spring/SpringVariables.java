package io.telltale.spring;

import io.telltale.TracingConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Environment variables as Spring knows them: each of ours is also a property, {@code telltale.api-key} for {@code
 * TELLTALE_API_KEY}, wherever Spring reads properties from; others' stand in the process's environment alone.
 */
final class SpringVariables {
    private static final String VARIABLE_PREFIX = "TELLTALE_";
    private static final String PROPERTY_PREFIX = "telltale";

    /** What Spring's part alone reads; the library knows no such variables. */
    private static final String SPRING_ALONE = "SPRING";

    private static final Set<String> LISTS = Set.of("TELLTALE_REDACT");
    private static final Set<String> MAPS = Set.of("TELLTALE_HEADERS", "TELLTALE_ATTRIBUTES");

    private SpringVariables() {}

    /** The property that stands for a variable of ours. */
    static String property(String variable) {
        String name = variable.substring(VARIABLE_PREFIX.length());
        return PROPERTY_PREFIX + "." + name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Map<String, String> in(ConfigurableEnvironment environment) {
        Map<String, String> variables = new HashMap<>();
        environment.getSystemEnvironment().forEach((name, value) -> {
            if (!name.startsWith(VARIABLE_PREFIX)) {
                variables.put(name, String.valueOf(value));
            }
        });
        Binder binder = Binder.get(environment);
        Set<String> known = new HashSet<>();
        for (String variable : TracingConfig.variables()) {
            known.add(letters(variable.substring(VARIABLE_PREFIX.length())));
            String value = value(binder, variable);
            if (value != null) {
                variables.put(variable, value);
            }
        }
        addUnknown(binder, known, variables);
        return variables;
    }

    /** As the variable would have it: in YAML lists and maps are written as such. */
    private static @Nullable String value(Binder binder, String variable) {
        String property = property(variable);
        String text = binder.bind(property, String.class).orElse(null);
        if (text == null && LISTS.contains(variable)) {
            text = binder.bind(property, Bindable.listOf(String.class))
                    .map(names -> String.join(",", names))
                    .orElse(null);
        } else if (text == null && MAPS.contains(variable)) {
            text = binder.bind(property, Bindable.mapOf(String.class, String.class))
                    .map(SpringVariables::pairs)
                    .orElse(null);
        }
        return text;
    }

    private static String pairs(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace(",", "\\,"))
                .collect(Collectors.joining(","));
    }

    /** Misspelt ones, which the library warns about. */
    private static void addUnknown(Binder binder, Set<String> known, Map<String, String> variables) {
        Map<String, String> ours = binder.bind(PROPERTY_PREFIX, Bindable.mapOf(String.class, String.class))
                .orElseGet(Map::of);
        ours.forEach((name, value) -> {
            String letters = letters(isElement(name) ? ownerOf(name) : name);
            if (!known.contains(letters) && !letters.startsWith(SPRING_ALONE)) {
                variables.put(VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[-.]", "_"), value);
            }
        });
    }

    private static boolean isElement(String name) {
        String owner = VARIABLE_PREFIX + ownerOf(name).toUpperCase(Locale.ROOT);
        return LISTS.contains(owner) || MAPS.contains(owner);
    }

    /** What comes before a key or an index. */
    private static String ownerOf(String name) {
        return name.split("[.\\[]", 2)[0];
    }

    /** As relaxed binding compares names. */
    private static String letters(String name) {
        return name.replaceAll("[-_.]", "").toUpperCase(Locale.ROOT);
    }
}
