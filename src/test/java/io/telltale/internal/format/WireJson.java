package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Reads what the {@code json} format wrote as strictly as JSON can be read, and holds it against its schema. */
public final class WireJson {
    private static final JsonSchema SCHEMA = schema();

    private WireJson() {}

    /** The format of a service named {@code orders}. */
    public static JsonFormat format() {
        return new JsonFormat(SystemInfo.ofThisProcess("orders", null, null, Map.of()));
    }

    /** A body of these events, read and checked. */
    public static JsonNode body(JsonFormat format, TraceEvent... events) {
        return checked(Wire.json(format, events));
    }

    /** The same body, held against the schema. */
    static JsonNode checked(JsonNode body) {
        assertThat(SCHEMA.validate(body)).isEmpty();
        return body;
    }

    /** One value as an event's output tells it, checked as part of a body. */
    public static JsonNode value(Object taken) {
        TraceEvent event = TraceEvent.of("Value.told", new TraceContext(1, 2, 3, true, 0))
                .output(taken)
                .build();
        return body(format(), event).path("events").path(0).path("output");
    }

    static JsonSchema schema() {
        try (InputStream schema = JsonFormat.class.getResourceAsStream("/io/telltale/telltale-events.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
