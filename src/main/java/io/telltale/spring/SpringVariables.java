package io.telltale.spring;

import io.telltale.TracingConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
            binder.bind(property(variable), String.class).ifBound(value -> variables.put(variable, value));
        }
        addUnknown(binder, known, variables);
        return variables;
    }

    /** Misspelt ones, which the library warns about. */
    private static void addUnknown(Binder binder, Set<String> known, Map<String, String> variables) {
        Map<String, String> ours = binder.bind(PROPERTY_PREFIX, Bindable.mapOf(String.class, String.class))
                .orElseGet(Map::of);
        ours.forEach((name, value) -> {
            String letters = letters(name);
            if (!known.contains(letters) && !letters.startsWith(SPRING_ALONE)) {
                variables.put(VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[-.]", "_"), value);
            }
        });
    }

    /** As relaxed binding compares names. */
    private static String letters(String name) {
        return name.replaceAll("[-_.]", "").toUpperCase(Locale.ROOT);
    }
}
