package io.telltale.internal.http;

import io.telltale.TracingConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request carries that nobody may read in an answer: receivers repeat what they don't like. Immutable. */
final class Secrets {
    private static final String HIDDEN = "***";

    /** Shorter ones are no secrets, and half of an answer would be hidden for them. */
    private static final int SHORTEST = 4;

    /** The longest first: one may be a part of another. */
    private final List<String> values;

    Secrets(URI address, TracingConfig config) {
        Set<String> all = new HashSet<>();
        addWithParts(all, config.apiKey());
        for (String header : config.headers().values()) {
            addWithParts(all, header);
        }
        addQuery(all, address.getRawQuery());
        addQuery(all, address.getQuery());
        values = new ArrayList<>(all);
        values.removeIf(value -> value.length() < SHORTEST);
        values.sort(Comparator.comparingInt(String::length).reversed());
    }

    private static void addWithParts(Set<String> all, @Nullable String value) {
        if (value != null) {
            all.add(value);
            all.addAll(List.of(value.split("\\s+", -1))); // a scheme and its credentials
        }
    }

    private static void addQuery(Set<String> all, @Nullable String query) {
        if (query != null) {
            all.add(query);
            for (String pair : query.split("&", -1)) {
                all.add(pair.substring(pair.indexOf('=') + 1));
            }
        }
    }

    String takenOutOf(String words) {
        String shown = words;
        for (String value : values) {
            shown = shown.replace(value, HIDDEN);
        }
        return shown;
    }
}
