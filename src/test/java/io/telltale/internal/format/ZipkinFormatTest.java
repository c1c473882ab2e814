package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZipkinFormatTest extends EventFormatContract {
    @Override
    EventFormat newFormat(SystemInfo systemInfo) {
        return new ZipkinFormat(systemInfo);
    }

    @Override
    List<String> names(JsonNode body) {
        return WireZipkin.checked(body).findValuesAsText("name");
    }

    @Override
    JsonNode told(Object taken) {
        return WireZipkin.value(taken);
    }

    private JsonNode span(TraceEvent event) {
        return WireZipkin.checked(Wire.json(format, event)).path(0);
    }

    private JsonNode tags(TraceEvent event) {
        return span(event).path("tags");
    }

    @Test
    void timesAreMicroseconds() {
        JsonNode span = span(TraceEvent.of("a", CONTEXT).times(1_999, 4_998_999).build());

        assertThat(span.path("timestamp").longValue()).isEqualTo(1_795_437_104_468_001L);
        assertThat(span.path("duration").longValue()).isEqualTo(4_997);
    }

    @Test
    void aCallOfLessThanAMicrosecondLastsOne() {
        JsonNode span = span(TraceEvent.of("a", CONTEXT).times(5, 5).build());

        assertThat(span.path("duration").longValue()).isOne();
    }

    @Test
    void everySpanNamesItsService() {
        assertThat(span(TraceEvent.of("a", CONTEXT).build())
                        .path("localEndpoint")
                        .toString())
                .isEqualTo("{\"serviceName\":\"orders\"}");
    }

    @Test
    void aStructureIsTheTextOfItsJson() {
        EncodedValue value = structure(sink -> {
            sink.startObject();
            sink.name("say");
            sink.text("\"hi\"\n");
            sink.endObject();
        });

        JsonNode tags = tags(TraceEvent.of("a", CONTEXT)
                .inputs(new String[] {"x"}, new Object[] {value})
                .output(7)
                .build());

        assertThat(tags.path("telltale.input.x").textValue()).isEqualTo("{\"say\":\"\\\"hi\\\"\\n\"}");
        assertThat(tags.path("telltale.output").textValue()).isEqualTo("7");
    }

    @Test
    void aTextIsItself() {
        EncodedValue value = structure(sink -> sink.text("say \"hi\""));

        JsonNode tags = tags(TraceEvent.of("a", CONTEXT).output(value).build());

        assertThat(tags.path("telltale.output").textValue()).isEqualTo("say \"hi\"");
    }

    @Test
    void onlyAFailureHasAnErrorTag() {
        TraceEvent.Builder event = TraceEvent.of("a", CONTEXT).tags("error", "mine");

        assertThat(tags(event.build()).has("error")).isFalse();
        assertThat(tags(event.build()).path("telltale.tag.error").textValue()).isEqualTo("mine");
        JsonNode failed = tags(event.failure(new TraceFailure("java.io.IOException", "full", "at a.b"))
                .build());
        assertThat(failed.path("error").textValue()).isEqualTo("full");
        assertThat(failed.path("exception.type").textValue()).isEqualTo("java.io.IOException");
        assertThat(failed.path("exception.stacktrace").textValue()).isEqualTo("at a.b");
        assertThat(failed.path("telltale.tag.error").textValue()).isEqualTo("mine");
    }

    @Test
    void aFailureWithoutMessageIsToldByItsType() {
        for (String message : new String[] {null, ""}) {
            TraceFailure failure = new TraceFailure("X", message, "");
            assertThat(tags(TraceEvent.of("a", CONTEXT).failure(failure).build())
                            .path("error")
                            .textValue())
                    .isEqualTo("X");
        }
    }

    @Test
    void ofALongStackTraceTheHeadIsTold() {
        TraceFailure failure = new TraceFailure("X", null, "head\n" + "\tat a.b\n".repeat(2_000));

        String told = tags(TraceEvent.of("a", CONTEXT).failure(failure).build())
                .path("exception.stacktrace")
                .textValue();

        assertThat(told).startsWith("head\n\tat a.b").endsWith("<telltale: cut at 4 KiB>");
        assertThat(told.length()).isBetween(3_000, 4_200);
    }
}
