package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.telltale.Envelope;
import io.telltale.TraceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Bodies put together as the http room does, and read as strictly as JSON can be read. */
final class Wire {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Wire() {}

    static byte[] bytes(EventFormat format, TraceEvent... events) {
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
        return body.toByteArray();
    }

    static JsonNode json(EventFormat format, TraceEvent... events) {
        return parse(bytes(format, events));
    }

    /** Strictly valid UTF-8 and JSON. */
    static JsonNode parse(byte[] json) {
        try {
            return parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
    }

    static JsonNode parse(String json) {
        try {
            return STRICT.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** Laid out for people, in the order of the wire. */
    static String pretty(JsonNode json) {
        return json.toPrettyString().replace(System.lineSeparator(), "\n") + "\n";
    }
}
