package io.telltale.internal.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The body of an OTLP/HTTP receiver's success, <a
 * href="https://opentelemetry.io/docs/specs/otlp/#partial-success-1">partial success</a> or none: {@code
 * {"partialSuccess":{"rejectedSpans":"2","errorMessage":"…"}}}. Whoever answers something else has accepted all the same;
 * of an answer that breaks off, what came before counts.
 */
final class OtlpAnswer {
    /** What nearly every receiver answers nearly always is {@code {"partialSuccess":{}}}, or less. */
    private static final int SHORTEST_NEWS = "{\"partialSuccess\":{\"rejectedSpans\":1}}".length();

    /** Loaded when there is news to read: not with the first event, which is waited for. */
    private static final class Json {
        static final JsonFactory FACTORY = new JsonFactory();
    }

    private long rejected;
    private @Nullable String message;

    private OtlpAnswer() {}

    /** Never throws. */
    static Acceptance read(byte[] body) {
        if (isMarkup(body)) {
            return Acceptance.WEB_PAGE;
        }
        if (body.length < SHORTEST_NEWS) {
            return Acceptance.OF_ALL;
        }
        OtlpAnswer answer = new OtlpAnswer();
        try (JsonParser json = Json.FACTORY.createParser(body)) {
            answer.readBody(json);
        } catch (IOException | RuntimeException anythingElse) {
            // The status said it all: accepted.
        }
        return answer.rejected == 0 && answer.message == null
                ? Acceptance.OF_ALL
                : new Acceptance(answer.rejected, answer.message, false);
    }

    private static boolean isMarkup(byte[] body) {
        int i = 0;
        while (i < body.length && Character.isWhitespace(body[i])) {
            i++;
        }
        return i < body.length && body[i] == '<';
    }

    private void readBody(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean partial = json.currentName().equals("partialSuccess");
            if (json.nextToken() == JsonToken.START_OBJECT && partial) {
                readPartialSuccess(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void readPartialSuccess(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("rejectedSpans")) {
                rejected = Math.max(0, json.getValueAsLong());
            } else if (field.equals("errorMessage")) {
                message = words(json.getValueAsString());
            }
            json.skipChildren();
        }
    }

    private static @Nullable String words(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
