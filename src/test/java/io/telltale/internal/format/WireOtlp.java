package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what the {@code otlp} format wrote with the official schema, where an unknown field fails. The shapes that
 * protobuf's own JSON parser does not insist on are looked at apart: hexadecimal ids, integer enums, 64-bit integers as
 * text, lowerCamelCase keys, unique attribute keys.
 */
public final class WireOtlp {
    private static final Map<String, String> TEXT_SHAPES = Map.of(
            "traceId", "(?!0{32})[0-9a-f]{32}",
            "spanId", "(?!0{16})[0-9a-f]{16}",
            "parentSpanId", "(?!0{16})[0-9a-f]{16}",
            "startTimeUnixNano", "0|[1-9][0-9]*",
            "endTimeUnixNano", "0|[1-9][0-9]*",
            "timeUnixNano", "0|[1-9][0-9]*",
            "intValue", "0|-?[1-9][0-9]*");
    private static final Set<String> INTEGERS = Set.of("kind", "code", "flags");
    private static final Set<String> IDS = Set.of("traceId", "spanId", "parentSpanId");

    private WireOtlp() {}

    /** The format of a service named {@code orders}. */
    public static OtlpFormat format() {
        return new OtlpFormat(SystemInfo.ofThisProcess("orders", null, null, Map.of()));
    }

    /** A body of these events, read and checked. */
    public static JsonNode body(OtlpFormat format, TraceEvent... events) {
        JsonNode json = Wire.json(format, events);
        assertThat(spans(request(json))).hasSize(events.length);
        return json;
    }

    /** The spans of a body as it was received, read with the official schema. */
    public static List<Span> spans(String body) throws JsonProcessingException {
        return spans(request(new ObjectMapper().readTree(body)));
    }

    static List<Span> spans(ExportTraceServiceRequest request) {
        assertThat(request.getResourceSpansCount()).isOne();
        assertThat(request.getResourceSpans(0).getScopeSpansCount()).isOne();
        return request.getResourceSpans(0).getScopeSpans(0).getSpansList();
    }

    /** A body as the official schema reads it, its shapes checked. */
    static ExportTraceServiceRequest request(JsonNode json) {
        checkShapes(json);
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        try {
            JsonFormat.parser().merge(withBase64Ids(json).toString(), request);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("not OTLP: " + json, e);
        }
        return request.build();
    }

    /** One value as an event's output tells it, checked as part of a body. */
    public static JsonNode value(Object taken) {
        TraceEvent event = TraceEvent.of("Value.told", new TraceContext(1, 2, 3, true, 0))
                .output(taken)
                .build();
        return attribute(span(body(format(), event), 0), "telltale.output");
    }

    static JsonNode span(JsonNode body, int index) {
        return body.at("/resourceSpans/0/scopeSpans/0/spans").path(index);
    }

    /** The attribute of this key as plain JSON; missing where there is none. */
    static JsonNode attribute(JsonNode holder, String key) {
        for (JsonNode attribute : holder.get("attributes")) {
            if (attribute.path("key").asText().equals(key)) {
                return plain(attribute.path("value"));
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    /** An {@code AnyValue} as plain JSON. */
    static JsonNode plain(JsonNode any) {
        if (any.has("kvlistValue")) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            any.at("/kvlistValue/values")
                    .forEach(pair -> object.set(pair.path("key").asText(), plain(pair.path("value"))));
            return object;
        }
        if (any.has("arrayValue")) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            any.at("/arrayValue/values").forEach(element -> array.add(plain(element)));
            return array;
        }
        if (any.has("intValue")) {
            return JsonNodeFactory.instance.numberNode(any.path("intValue").asLong());
        }
        return any.isEmpty()
                ? JsonNodeFactory.instance.nullNode()
                : any.iterator().next();
    }

    private static void checkShapes(JsonNode node) {
        node.properties().forEach(field -> {
            String key = field.getKey();
            JsonNode value = field.getValue();
            assertThat(key).matches("[a-z][a-zA-Z]*");
            if (TEXT_SHAPES.containsKey(key)) {
                assertThat(value.textValue()).as(key).matches(TEXT_SHAPES.get(key));
            }
            if (INTEGERS.contains(key)) {
                assertThat(value.isInt()).as(key).isTrue();
            }
            if (key.equals("doubleValue")) {
                assertThat(value.isNumber()).as(key).isTrue();
            }
            if (key.equals("value")) {
                assertThat(value.size()).as("kinds of a value").isLessThanOrEqualTo(1);
            }
            if (key.equals("spans") || key.equals("events")) {
                value.forEach(each -> assertThat(each.path("attributes").isArray())
                        .as("attributes are there")
                        .isTrue());
            }
            if (key.equals("attributes")) {
                checkUnique(value);
            }
        });
        node.forEach(WireOtlp::checkShapes);
    }

    private static void checkUnique(JsonNode attributes) {
        Set<String> keys = new HashSet<>();
        attributes.forEach(
                attribute -> assertThat(keys.add(attribute.path("key").asText()))
                        .as("%s", attribute)
                        .isTrue());
    }

    /** Protobuf's JSON has bytes in base64, OTLP's has ids in hexadecimal. */
    private static JsonNode withBase64Ids(JsonNode json) {
        JsonNode copy = json.deepCopy();
        for (JsonNode span : copy.findParents("spanId")) {
            for (String id : IDS) {
                if (span.has(id)) {
                    byte[] bytes = HexFormat.of().parseHex(span.path(id).asText());
                    ((ObjectNode) span).put(id, Base64.getEncoder().encodeToString(bytes));
                }
            }
        }
        return copy;
    }
}
