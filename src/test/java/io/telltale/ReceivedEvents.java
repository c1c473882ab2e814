package io.telltale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.telltale.Collector.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the events of a request's body, in whichever format it is. */
final class ReceivedEvents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NUMBER = "telltale.input.id";

    private ReceivedEvents() {}

    static List<Event> in(byte[] body) throws IOException {
        JsonNode root = JSON.readTree(body);
        List<Event> events = new ArrayList<>();
        if (root.isArray()) {
            root.forEach(span -> events.add(zipkin(span)));
        } else if (root.has("resourceSpans")) {
            root.findValues("spans").forEach(spans -> spans.forEach(span -> events.add(otlp(span))));
        } else {
            root.path("events").forEach(event -> events.add(json(event)));
        }
        return events;
    }

    private static Event json(JsonNode event) {
        return new Event(
                event.path("span_id").asText(),
                event.path("name").asText(),
                event.path("inputs").path("id").asInt(-1),
                event.path("status").asText().equals("error"));
    }

    private static Event zipkin(JsonNode span) {
        return new Event(
                span.path("id").asText(),
                span.path("name").asText(),
                span.path("tags").path(NUMBER).asInt(-1),
                span.path("tags").has("error"));
    }

    private static Event otlp(JsonNode span) {
        int number = -1;
        for (JsonNode attribute : span.path("attributes")) {
            if (attribute.path("key").asText().equals(NUMBER)) {
                number = attribute.path("value").path("intValue").asInt(-1);
            }
        }
        return new Event(
                span.path("spanId").asText(),
                span.path("name").asText(),
                number,
                span.at("/status/code").asInt() == 2);
    }
}
