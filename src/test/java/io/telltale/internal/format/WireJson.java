package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.telltale.Envelope;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;

/** Reads what the {@code json} format wrote as strictly as JSON can be read, and holds it against its schema. */
public final class WireJson {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final JsonSchema SCHEMA = schema();

    private WireJson() {}

    /** The format of a service named {@code orders}. */
    public static JsonFormat format() {
        return new JsonFormat(SystemInfo.ofThisProcess("orders", null, null, Map.of()));
    }

    /** A body of these events, read and checked. */
    public static JsonNode body(JsonFormat format, TraceEvent... events) {
        Envelope envelope = format.envelope();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(envelope.prefix());
        for (int i = 0; i < events.length; i++) {
            if (i > 0) {
                body.writeBytes(envelope.separator());
            }
            body.writeBytes(format.encode(events[i]));
        }
        body.writeBytes(envelope.suffix());
        JsonNode json = parse(body.toByteArray());
        assertThat(SCHEMA.validate(json)).isEmpty();
        return json;
    }

    /** One value as an event's output tells it, checked as part of a body. */
    public static JsonNode value(Object taken) {
        TraceEvent event = TraceEvent.of("Value.told", new TraceContext(1, 2, 3, true, 0))
                .output(taken)
                .build();
        return body(format(), event).path("events").path(0).path("output");
    }

    /** Strictly valid UTF-8 and JSON. */
    static JsonNode parse(byte[] json) {
        try {
            return STRICT.readTree(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(json, UTF_8), e);
        }
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
