package io.telltale;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How OpenTelemetry writes values in its <a
 * href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">environment variables</a>,
 * where that differs from ours. Every method throws {@link IllegalArgumentException} for text it can't read.
 */
final class OtelText {
    private static final String TRACES_PATH = "v1/traces";
    private static final String RATIO = "traceidratio";
    private static final String PARENT_BASED = "parentbased_";

    private OtelText() {}

    /** Members of a W3C Baggage list, decoded, in their order; unmodifiable. Empty members count for nothing. */
    static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String member : List.of(text.split(",", -1))) {
            if (!member.isBlank()) {
                int equals = member.indexOf('=');
                if (equals < 0 || member.substring(0, equals).isBlank()) {
                    throw new IllegalArgumentException("A member has no name");
                }
                pairs.put(decoded(member.substring(0, equals)), decoded(member.substring(equals + 1)));
            }
        }
        return Collections.unmodifiableMap(pairs);
    }

    /** The address for traces below a base address, as the <a
     * href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp">specification</a> says. */
    static String tracesBelow(String base) {
        int query = base.indexOf('?');
        String address = query < 0 ? base : base.substring(0, query);
        String rest = query < 0 ? "" : base.substring(query);
        return address + (address.endsWith("/") ? "" : "/") + TRACES_PATH + rest;
    }

    static Duration milliseconds(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    /** The share of traces that a sampler tells, where it has no argument. */
    static double sampleRate(String sampler) {
        return switch (rootSampler(sampler)) {
            case "always_on", RATIO -> 1.0;
            case "always_off" -> 0.0;
            default -> throw new IllegalArgumentException("An unknown sampler");
        };
    }

    /** Whether the sampler's argument is a share of traces. */
    static boolean isRatio(String sampler) {
        return rootSampler(sampler).equals(RATIO);
    }

    /** Children follow their parents here whatever the sampler, so that what decides on a trace's first span is left. */
    private static String rootSampler(String sampler) {
        String name = sampler.strip().toLowerCase(Locale.ROOT);
        return name.startsWith(PARENT_BASED) ? name.substring(PARENT_BASED.length()) : name;
    }

    private static String decoded(String text) {
        // A plus sign is itself here; the decoder, made for forms, would read it as a space.
        return URLDecoder.decode(text.strip().replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
