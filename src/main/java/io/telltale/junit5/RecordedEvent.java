package io.telltale.junit5;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.telltale.TraceFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One completed call or scope, read back from the bytes that an endpoint would have got. Values are what JSON has: text,
 * numbers, booleans, {@code null}, {@link Map} and {@link java.util.List}. Immutable.
 */
public final class RecordedEvent {
    /** Stands in the place of a value that is redacted. */
    public static final String REDACTED = "<telltale: redacted>";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String json;
    private final JsonNode event;

    private RecordedEvent(String json, JsonNode event) {
        this.json = json;
        this.event = event;
    }

    static RecordedEvent parse(byte[] body) {
        String json = new String(body, StandardCharsets.UTF_8);
        try {
            return new RecordedEvent(json, JSON.readTree(json));
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("An event is no JSON: please report it", defect);
        }
    }

    /** Such as {@code OrderService.place}. */
    public String name() {
        return event.get("name").textValue();
    }

    /** The arguments by name, in their order; empty where none is captured. */
    public Map<String, @Nullable Object> arguments() {
        return values("inputs");
    }

    /**
     * One argument.
     *
     * @throws AssertionError naming those that there are, if none has this name
     */
    public @Nullable Object argument(String name) {
        Map<String, @Nullable Object> arguments = arguments();
        if (!arguments.containsKey(name)) {
            throw new AssertionError(
                    name() + " tells no argument " + name + ", but " + arguments.keySet() + ". Is it captured?");
        }
        return arguments.get(name);
    }

    /** What was returned; null also where none is told: for {@code void}, after a failure, and where none is captured. */
    public @Nullable Object result() {
        return event.has("output") ? value(event.get("output")) : null;
    }

    /** What was thrown, or null after a success. */
    public @Nullable TraceFailure failure() {
        JsonNode error = event.get("error");
        return error == null
                ? null
                : new TraceFailure(
                        error.get("type").textValue(),
                        error.path("message").textValue(),
                        error.get("stack_trace").textValue());
    }

    /** The tags by key, in their order. */
    public Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        event.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().textValue()));
        return Collections.unmodifiableMap(tags);
    }

    /** 32 lower-case hexadecimal digits. */
    public String traceId() {
        return event.get("trace_id").textValue();
    }

    /** 16 lower-case hexadecimal digits. */
    public String spanId() {
        return event.get("span_id").textValue();
    }

    /** 16 lower-case hexadecimal digits, or null for the first span of a trace. */
    public @Nullable String parentSpanId() {
        return event.path("parent_span_id").textValue();
    }

    /** Whether {@code other} is the call or scope that made this one. */
    public boolean isChildOf(RecordedEvent other) {
        return traceId().equals(other.traceId()) && other.spanId().equals(parentSpanId());
    }

    /** The name of the thread that made the call. */
    public String thread() {
        return event.get("thread").textValue();
    }

    /** When the call began, by the wall clock. */
    public Instant start() {
        return Instant.EPOCH.plusNanos(
                Long.parseLong(event.get("start_time_unix_nano").textValue()));
    }

    /** How long it took; for a stage until its completion. */
    public Duration duration() {
        return Duration.ofNanos(event.get("duration_nano").longValue());
    }

    /** The event as an endpoint gets it in the format {@code json}: to look for what must not be in it. */
    public String json() {
        return json;
    }

    /** As the call would be written, with its tags: {@code OrderService.place(article="book") = "ok" {team=checkout}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name()).append('(');
        String separator = "";
        for (Map.Entry<String, JsonNode> input : event.path("inputs").properties()) {
            text.append(separator).append(input.getKey()).append('=').append(input.getValue());
            separator = ", ";
        }
        text.append(')');
        TraceFailure failure = failure();
        if (failure != null) {
            text.append(" threw ").append(failure.type());
            text.append(failure.message() == null ? "" : ": " + failure.message());
        } else if (event.has("output")) {
            text.append(" = ").append(event.get("output"));
        }
        return tags().isEmpty()
                ? text.toString()
                : text.append(' ').append(tags()).toString();
    }

    private Map<String, @Nullable Object> values(String part) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        event.path(part).properties().forEach(value -> values.put(value.getKey(), value(value.getValue())));
        return Collections.unmodifiableMap(values);
    }

    private static @Nullable Object value(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }
}
