package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpFormatTest extends EventFormatContract {
    @Override
    EventFormat newFormat(SystemInfo systemInfo) {
        return new OtlpFormat(systemInfo);
    }

    @Override
    List<String> names(JsonNode body) {
        return WireOtlp.spans(WireOtlp.request(body)).stream()
                .map(Span::getName)
                .toList();
    }

    @Override
    JsonNode told(Object taken) {
        return WireOtlp.value(taken);
    }

    private ExportTraceServiceRequest request(TraceEvent... events) {
        return WireOtlp.request(Wire.json(format, events));
    }

    private Span span(TraceEvent event) {
        return WireOtlp.spans(request(event)).get(0);
    }

    @Test
    void theResourceSaysWhoSpeaksByTheConventionsOfTodayAndOfYesterday() {
        ResourceSpans told = request(TraceEvent.of("a", CONTEXT).build()).getResourceSpans(0);

        assertThat(told.getResource().getAttributesList())
                .extracting(KeyValue::getKey, attribute -> attribute.getValue().getStringValue())
                .contains(
                        tuple("service.name", "orders"),
                        tuple("deployment.environment", "prod"),
                        tuple("deployment.environment.name", "prod"),
                        tuple("host.name", "h1"));
        assertThat(told.getResource().getAttributesList())
                .filteredOn(attribute -> attribute.getKey().equals("process.pid"))
                .singleElement()
                .satisfies(pid -> assertThat(pid.getValue().getIntValue()).isEqualTo(4242));
        assertThat(told.getScopeSpans(0).getScope().getName()).isEqualTo("io.telltale");
        assertThat(told.getScopeSpans(0).getScope().getVersion()).isEqualTo("1.2.3");
    }

    @Test
    void aUsersOwnEnvironmentNameIsNotToldTwice() {
        OtlpFormat named = new OtlpFormat(
                SystemInfo.ofThisProcess("orders", null, "prod", Map.of("deployment.environment.name", "production")));

        JsonNode resource =
                WireOtlp.body(named, TraceEvent.of("a", CONTEXT).build()).at("/resourceSpans/0/resource");

        assertThat(WireOtlp.attribute(resource, "deployment.environment.name").asText())
                .isEqualTo("production");
    }

    @Test
    void aSpanLastsFromStartToEnd() {
        Span span = span(TraceEvent.of("a", CONTEXT).times(123, 5_000_000_456L).build());

        assertThat(span.getStartTimeUnixNano()).isEqualTo(1_795_437_104_468_000_123L);
        assertThat(span.getEndTimeUnixNano()).isEqualTo(1_795_437_109_468_000_456L);
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
        assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(span.getParentSpanId().isEmpty()).isTrue();
    }

    @Test
    void flagsSayWhetherTheTraceIsSampled() {
        TraceContext unsampled = new TraceContext(1, 2, 3, false, 0);

        assertThat(span(TraceEvent.of("a", CONTEXT).build()).getFlags()).isOne();
        assertThat(span(TraceEvent.of("a", unsampled).build()).getFlags()).isZero();
    }

    @Test
    void aTracestateThatCameInIsToldAsItCame() {
        TraceContext continued =
                TraceContext.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=\"b\",c=d", 0);

        assertThat(span(TraceEvent.of("a", continued).build()).getTraceState()).isEqualTo("a=\"b\",c=d");
        assertThat(Wire.json(format, TraceEvent.of("a", CONTEXT).build()).findValue("traceState"))
                .isNull();
    }

    @Test
    void aFailureIsAStatusAndAnExceptionAtTheEnd() {
        Span span = span(TraceEvent.of("a", CONTEXT)
                .times(0, 1_000)
                .failure(new TraceFailure("java.io.IOException", "full", "trace"))
                .build());

        assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getStatus().getMessage()).isEqualTo("full");
        assertThat(span.getEventsCount()).isOne();
        assertThat(span.getEvents(0).getName()).isEqualTo("exception");
        assertThat(span.getEvents(0).getTimeUnixNano()).isEqualTo(span.getEndTimeUnixNano());
        assertThat(span.getEvents(0).getAttributesList())
                .extracting(KeyValue::getKey, attribute -> attribute.getValue().getStringValue())
                .containsExactly(
                        tuple("exception.type", "java.io.IOException"),
                        tuple("exception.message", "full"),
                        tuple("exception.stacktrace", "trace"));
    }

    @Test
    void numbersKeepTheirKindWhereOtlpHasOne() {
        assertThat(kind(7)).isEqualTo("{\"intValue\":\"7\"}");
        assertThat(kind(new BigInteger("9223372036854775807"))).isEqualTo("{\"intValue\":\"9223372036854775807\"}");
        assertThat(kind(new BigInteger("9223372036854775808"))).isEqualTo("{\"stringValue\":\"9223372036854775808\"}");
        assertThat(kind(new BigDecimal("19.99"))).isEqualTo("{\"doubleValue\":19.99}");
        assertThat(kind(new BigDecimal("19.990"))).isEqualTo("{\"doubleValue\":19.99}");
        assertThat(kind(new BigDecimal("0.1234567890123456789")))
                .isEqualTo("{\"stringValue\":\"0.1234567890123456789\"}");
        assertThat(kind(new BigDecimal("1E+400"))).isEqualTo("{\"stringValue\":\"1E+400\"}");
        assertThat(kind(Double.NaN)).isEqualTo("{\"stringValue\":\"NaN\"}");
        assertThat(kind(true)).isEqualTo("{\"boolValue\":true}");
        assertThat(kind(null)).isEqualTo("{}");
    }

    private String kind(Object value) {
        JsonNode span = WireOtlp.span(
                Wire.json(format, TraceEvent.of("a", CONTEXT).output(value).build()), 0);
        return span.at("/attributes/1/value").toString();
    }

    // What receivers answer

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "{\"partialSuccess\":{}}",
                "{\"partialSuccess\":null}",
                "{\"partialSuccess\":{\"rejectedSpans\":\"0\",\"errorMessage\":\"\"}}",
                "{\"partialSuccess\":{\"rejectedSpans\":\"many\"}}",
                "{\"partialSuccess\":{\"rejectedSpans\":-3}}",
                "{\"partialSuccess\":[{\"rejectedSpans\":3}]}",
                "[{\"partialSuccess\":{\"rejectedSpans\":3}}]",
                "{\"other\":{\"partialSuccess\":{\"rejectedSpans\":3}}}",
                "ok",
                "\u0000\n"
            })
    void whatSaysNothingOfRejectedSpansHasAcceptedAll(String body) {
        assertThat(format.read(bytes(body))).isEqualTo(Acceptance.OF_ALL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"partialSuccess":{"rejectedSpans":"2","errorMessage":"no name"}}             | 2 | no name
            {"partialSuccess":{"rejectedSpans":2}}                                        | 2 |
            {"x":[1,{"y":2}],"partialSuccess":{"x":{"rejectedSpans":9},"rejectedSpans":2}} | 2 |
            {"partialSuccess":{"errorMessage":"slow down"}}                               | 0 | slow down
            {"partialSuccess":{"rejectedSpans":"0","errorMessage":"slow \\"down\\""}}     | 0 | slow "down"
            {"partialSuccess":{"rejectedSpans":9223372036854775807}}                      | 9223372036854775807 |
            """)
    void aPartialSuccessIsReadAsTheSpecificationHasIt(String body, long rejected, String message) {
        assertThat(format.read(bytes(body))).isEqualTo(new Acceptance(rejected, message, false));
    }

    @Test
    void ofAnAnswerThatBreaksOffWhatCameBeforeCounts() {
        String words = "x".repeat(100_000);
        String late = "{\"note\":\"" + words + "\",\"partialSuccess\":{\"rejectedSpans\":5}}";
        String early = "{\"partialSuccess\":{\"rejectedSpans\":5,\"errorMessage\":\"" + words + "\"}}";

        assertThat(format.read(bytes(late.substring(0, 65_536)))).isEqualTo(Acceptance.OF_ALL);
        assertThat(format.read(bytes(early.substring(0, 65_536)))).isEqualTo(new Acceptance(5, null, false));
    }

    @Test
    void aWebPageIsNoReceiversAnswer() {
        assertThat(format.read(bytes("\n <!DOCTYPE html><html></html>")).isWebPage())
                .isTrue();
    }
}
