package io.telltale;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The language an endpoint is spoken to in, {@code TELLTALE_FORMAT}. */
public enum WireFormat {
    /** Telltale's own. */
    JSON,
    /** OpenTelemetry's <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP over HTTP</a>, as JSON. */
    OTLP,
    /** Zipkin's <a href="https://zipkin.io/zipkin-api/">v2 JSON</a>. */
    ZIPKIN;

    /** The language that an endpoint's path asks for, where no variable names one. */
    static WireFormat of(@Nullable URI endpoint) {
        String path = endpoint == null ? null : endpoint.getPath();
        if (path == null) {
            return JSON;
        }
        if (path.endsWith("/v1/traces")) {
            return OTLP;
        }
        return path.endsWith("/api/v2/spans") ? ZIPKIN : JSON;
    }
}
