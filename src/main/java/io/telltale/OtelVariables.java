package io.telltale;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The names that OpenTelemetry gave to settings of ours, for <a
 * href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">any SDK</a> and for <a
 * href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">the exporter</a>. None has to do with capture.
 */
final class OtelVariables {
    /** What every name of theirs begins with. */
    static final String PREFIX = "OTEL_";

    static final List<String> ENDPOINTS = List.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT");
    static final List<String> PROTOCOLS = List.of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");

    /** What to do where the receiver is set up for gRPC. */
    static final String INSTEAD_OF_GRPC = "set TELLTALE_ENDPOINT to where the receiver takes OTLP over HTTP, such as"
            + " http://localhost:4318/v1/traces";

    private static final int GRPC_PORT = 4317;
    private static final String ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
    private static final String SAMPLER = "OTEL_TRACES_SAMPLER";

    private static final String HTTP_ADDRESS =
            Variables.ENDPOINT.allowed() + ", and not gRPC's port 4317, which can't be spoken: " + INSTEAD_OF_GRPC;
    private static final String ATTRIBUTE_PAIRS = "k=v,k2=v2, percent-encoded, with names of services, versions and"
            + " environments of at most 255 characters";
    private static final String HEADER_PAIRS =
            "k=v,k2=v2, percent-encoded, with header names of RFC 9110 each once and" + " values of printable ASCII";
    private static final String MILLISECONDS = "a whole number of milliseconds from 1 to 600000";
    private static final String SAMPLERS = "always_on, always_off, traceidratio, parentbased_always_on,"
            + " parentbased_always_off or parentbased_traceidratio";

    /** Attributes that stand in for settings of their own. */
    private static final Set<String> SERVICE_ATTRIBUTES =
            Set.of("service.name", "service.version", "deployment.environment.name", "deployment.environment");

    /**
     * A name and the setting it stands in for.
     *
     * @param allowed completes the sentence "allowed is …"
     */
    record StandIn<T>(String name, Variable<T> setting, String allowed, Reading<T> reading) {
        /**
         * The value, within the setting's bounds, or null when {@code text} says nothing of the setting.
         *
         * @throws IllegalArgumentException if it makes no sense
         */
        @Nullable T read(String text, Map<String, String> environment) {
            T value = reading.read(text, environment);
            return value == null ? null : legal(setting, value);
        }
    }

    @FunctionalInterface
    interface Reading<T> {
        @Nullable T read(String text, Map<String, String> environment);
    }

    /** In the order of precedence: the first that says something of a setting wins. */
    static final List<StandIn<?>> ALL = List.of(
            standIn("OTEL_SDK_DISABLED", Variables.ENABLED, "true or false", text -> !alike(Variables.ENABLED, text)),
            standIn("OTEL_SERVICE_NAME", Variables.SERVICE_NAME),
            attribute("service.name", Variables.SERVICE_NAME),
            attribute("service.version", Variables.SERVICE_VERSION),
            attribute("deployment.environment.name", Variables.ENVIRONMENT),
            attribute("deployment.environment", Variables.ENVIRONMENT),
            standIn(ATTRIBUTES, Variables.ATTRIBUTES, ATTRIBUTE_PAIRS, OtelVariables::furtherAttributes),
            standIn("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Variables.ENDPOINT, HTTP_ADDRESS, OtelVariables::address),
            standIn(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    Variables.ENDPOINT,
                    HTTP_ADDRESS,
                    text -> address(OtelText.tracesBelow(text))),
            standIn("OTEL_EXPORTER_OTLP_TRACES_HEADERS", Variables.HEADERS, HEADER_PAIRS, OtelText::pairs),
            standIn("OTEL_EXPORTER_OTLP_HEADERS", Variables.HEADERS, HEADER_PAIRS, OtelText::pairs),
            timeout("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"),
            timeout("OTEL_EXPORTER_OTLP_TIMEOUT"),
            standIn("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", Variables.COMPRESSION),
            standIn("OTEL_EXPORTER_OTLP_COMPRESSION", Variables.COMPRESSION),
            standIn("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", Variables.SSL_CERT_PATH),
            standIn("OTEL_EXPORTER_OTLP_CERTIFICATE", Variables.SSL_CERT_PATH),
            standIn("OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", Variables.CLIENT_CERT_PATH),
            standIn("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", Variables.CLIENT_CERT_PATH),
            standIn("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", Variables.CLIENT_KEY_PATH),
            standIn("OTEL_EXPORTER_OTLP_CLIENT_KEY", Variables.CLIENT_KEY_PATH),
            new StandIn<>(
                    "OTEL_TRACES_SAMPLER_ARG",
                    Variables.SAMPLE_RATE,
                    Variables.SAMPLE_RATE.allowed(),
                    (text, environment) -> OtelText.isRatio(environment.getOrDefault(SAMPLER, ""))
                            ? alike(Variables.SAMPLE_RATE, text)
                            : null),
            standIn(SAMPLER, Variables.SAMPLE_RATE, SAMPLERS, OtelText::sampleRate));

    private OtelVariables() {}

    private static <T> StandIn<T> standIn(String name, Variable<T> writtenAlike) {
        return standIn(name, writtenAlike, writtenAlike.allowed(), text -> alike(writtenAlike, text));
    }

    private static <T> StandIn<T> standIn(
            String name, Variable<T> setting, String allowed, Function<String, @Nullable T> reading) {
        return new StandIn<>(name, setting, allowed, (text, environment) -> reading.apply(text));
    }

    private static StandIn<String> attribute(String key, Variable<String> setting) {
        return standIn(ATTRIBUTES, setting, ATTRIBUTE_PAIRS, text -> {
            String value = OtelText.pairs(text).get(key);
            return value == null || value.isBlank() ? null : value;
        });
    }

    private static StandIn<Duration> timeout(String name) {
        return standIn(name, Variables.REQUEST_TIMEOUT, MILLISECONDS, OtelText::milliseconds);
    }

    private static @Nullable Map<String, String> furtherAttributes(String text) {
        Map<String, String> further = new LinkedHashMap<>(OtelText.pairs(text));
        further.keySet().removeAll(SERVICE_ATTRIBUTES);
        return further.isEmpty() ? null : Collections.unmodifiableMap(further);
    }

    private static URI address(String text) {
        URI address = alike(Variables.ENDPOINT, text);
        if (address.getPort() == GRPC_PORT) {
            throw new IllegalArgumentException("gRPC's port");
        }
        return address;
    }

    private static <T> T alike(Variable<T> setting, String text) {
        T value = setting.read(text);
        if (value == null) {
            throw new IllegalArgumentException("Not what is allowed");
        }
        return value;
    }

    private static <T> T legal(Variable<T> setting, T value) {
        if (!setting.isLegal(value)) {
            throw new IllegalArgumentException("Out of bounds");
        }
        return value;
    }
}
