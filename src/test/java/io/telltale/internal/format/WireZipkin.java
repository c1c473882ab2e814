package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what the {@code zipkin} format wrote, as strictly as Zipkin's API describes it. */
public final class WireZipkin {
    private static final Set<String> KEYS =
            Set.of("traceId", "parentId", "id", "name", "timestamp", "duration", "localEndpoint", "tags");

    private WireZipkin() {}

    /** The format of a service named {@code orders}. */
    public static ZipkinFormat format() {
        return new ZipkinFormat(SystemInfo.ofThisProcess("orders", null, null, Map.of()));
    }

    /** A body of these events, read and checked. */
    public static JsonNode body(ZipkinFormat format, TraceEvent... events) {
        JsonNode body = checked(Wire.json(format, events));
        assertThat(body).hasSize(events.length);
        return body;
    }

    /** The same body, held against what Zipkin's API allows. */
    static JsonNode checked(JsonNode body) {
        assertThat(body.isArray()).isTrue();
        body.forEach(WireZipkin::check);
        return body;
    }

    /** One value as an event's output tells it, its text read as JSON where it is that. */
    public static JsonNode value(Object taken) {
        TraceEvent event = TraceEvent.of("Value.told", new TraceContext(1, 2, 3, true, 0))
                .output(taken)
                .build();
        return plain(body(format(), event).path(0).at("/tags/telltale.output").asText());
    }

    static JsonNode plain(String tag) {
        try {
            JsonNode value = Wire.parse(tag);
            return value.isMissingNode() ? TextNode.valueOf(tag) : value;
        } catch (UncheckedIOException isText) {
            return TextNode.valueOf(tag);
        }
    }

    private static void check(JsonNode span) {
        assertThat(span.fieldNames()).toIterable().isSubsetOf(KEYS);
        assertThat(span.path("traceId").textValue()).matches("(?!0{32})[0-9a-f]{32}");
        for (String id : List.of("id", "parentId")) {
            if (span.has(id)) {
                assertThat(span.path(id).textValue()).matches("(?!0{16})[0-9a-f]{16}");
            }
        }
        assertThat(span.has("id")).isTrue();
        assertThat(span.path("name").isTextual()).isTrue();
        for (String micros : List.of("timestamp", "duration")) {
            assertThat(span.path(micros).isIntegralNumber()).as(micros).isTrue();
            assertThat(span.path(micros).longValue()).as(micros).isPositive();
        }
        assertThat(span.at("/localEndpoint/serviceName").textValue()).isNotEmpty();
        span.path("tags")
                .forEach(tag -> assertThat(tag.isTextual()).as("%s", tag).isTrue());
    }
}
