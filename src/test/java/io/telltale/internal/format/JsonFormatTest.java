package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JsonFormatTest extends EventFormatContract {
    private final JsonFormat json = WireJson.format();

    @Override
    EventFormat newFormat(SystemInfo systemInfo) {
        return new JsonFormat(systemInfo);
    }

    @Override
    List<String> names(JsonNode body) {
        return WireJson.checked(body).path("events").findValuesAsText("name");
    }

    @Override
    JsonNode told(Object taken) {
        return WireJson.value(taken);
    }

    @Test
    void anEventHasTheKeysOfTheDesignInItsOrder() {
        TraceEvent event = TraceEvent.of("OrderService.place", CONTEXT)
                .parentSpanId(0xabcL)
                .times(123_456, 936_801)
                .thread("main")
                .inputs(new String[] {"id", "note"}, new Object[] {7, null})
                .output(true)
                .tags("order.id", "7", "tier", "gold")
                .build();

        assertThat(new String(json.encode(event), UTF_8))
                .isEqualTo("{\"trace_id\":\"0123456789abcdeffedcba9876543210\",\"span_id\":\"00f067aa0ba902b7\","
                        + "\"parent_span_id\":\"0000000000000abc\",\"name\":\"OrderService.place\","
                        + "\"start_time_unix_nano\":\"1795437104468123456\",\"duration_nano\":813345,"
                        + "\"status\":\"ok\",\"thread\":\"main\",\"inputs\":{\"id\":7,\"note\":null},"
                        + "\"output\":true,\"tags\":{\"order.id\":\"7\",\"tier\":\"gold\"}}");
        WireJson.body(json, event);
    }

    @Test
    void whatIsAbsentIsLeftOut() {
        JsonNode event = WireJson.body(json, TraceEvent.of("a", CONTEXT).build())
                .path("events")
                .path(0);

        assertThat(event.fieldNames())
                .toIterable()
                .containsExactly(
                        "trace_id", "span_id", "name", "start_time_unix_nano", "duration_nano", "status", "thread");
    }

    @Test
    void anOutputOfNullIsTold() {
        JsonNode event = WireJson.body(
                        json, TraceEvent.of("a", CONTEXT).output(null).build())
                .path("events")
                .path(0);

        assertThat(event.has("output")).isTrue();
        assertThat(event.get("output").isNull()).isTrue();
    }

    @Test
    void aFailureIsTold() {
        TraceEvent event = TraceEvent.of("a", CONTEXT)
                .failure(new TraceFailure("java.io.IOException", "disk \"full\"", "java.io.IOException\n\tat a.b\n"))
                .build();

        JsonNode told = WireJson.body(json, event).path("events").path(0);

        assertThat(told.path("status").asText()).isEqualTo("error");
        assertThat(told.path("error").toString())
                .isEqualTo("{\"type\":\"java.io.IOException\",\"message\":\"disk \\\"full\\\"\","
                        + "\"stack_trace\":\"java.io.IOException\\n\\tat a.b\\n\"}");
    }

    @Test
    void aFailureWithoutMessageHasNone() {
        TraceEvent event = TraceEvent.of("a", CONTEXT)
                .failure(new TraceFailure("X", null, ""))
                .build();

        assertThat(WireJson.body(json, event).at("/events/0/error").has("message"))
                .isFalse();
    }

    @Test
    void severalEventsShareOneEnvelope() {
        JsonNode body = WireJson.body(
                json,
                TraceEvent.of("a", CONTEXT).build(),
                TraceEvent.of("b", CONTEXT).build());

        assertThat(body.at("/events/1/name").asText()).isEqualTo("b");
        assertThat(format.envelope().contentType()).isEqualTo("application/json");
    }

    @Test
    void plainValuesAreToldByTheirKind() {
        assertThat(WireJson.value(Long.MIN_VALUE).longValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(WireJson.value(Long.MAX_VALUE).longValue()).isEqualTo(Long.MAX_VALUE);
        assertThat(WireJson.value(0).toString()).isEqualTo("0");
        assertThat(WireJson.value((short) -12).intValue()).isEqualTo(-12);
        assertThat(WireJson.value((byte) 5).intValue()).isEqualTo(5);
        assertThat(WireJson.value(0.1f).decimalValue()).isEqualByComparingTo("0.1");
        assertThat(WireJson.value(1e300).doubleValue()).isEqualTo(1e300);
        assertThat(WireJson.value(Double.NaN).textValue()).isEqualTo("NaN");
        assertThat(WireJson.value(Float.NEGATIVE_INFINITY).textValue()).isEqualTo("-Infinity");
        assertThat(WireJson.value(new BigDecimal("1E+1000000000")).isNumber()).isTrue();
        assertThat(WireJson.value(new BigInteger("123456789012345678901234567890"))
                        .bigIntegerValue())
                .isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(WireJson.value('x').textValue()).isEqualTo("x");
        assertThat(WireJson.value(TimeUnit.DAYS).textValue()).isEqualTo("DAYS");
        assertThat(WireJson.value(new UUID(0, 1)).textValue()).isEqualTo("00000000-0000-0000-0000-000000000001");
        assertThat(WireJson.value(Instant.EPOCH).textValue()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(WireJson.value(LocalDate.of(2024, 2, 29)).textValue()).isEqualTo("2024-02-29");
        assertThat(WireJson.value(Duration.ofSeconds(90)).textValue()).isEqualTo("PT1M30S");
    }

    @Test
    void systemInfoSaysWhoSpeaks() {
        JsonFormat full = new JsonFormat(SystemInfo.ofThisProcess(
                "orders", "1.4.2", "prod", Map.of("team", "blue", "host.name", "h1", "service.name", "other")));

        JsonNode info = WireJson.body(full, TraceEvent.of("a", CONTEXT).build()).path("system_info");

        assertThat(info.path("service.name").asText()).isEqualTo("orders");
        assertThat(info.path("service.version").asText()).isEqualTo("1.4.2");
        assertThat(info.path("deployment.environment").asText()).isEqualTo("prod");
        assertThat(info.path("host.name").asText()).isEqualTo("h1");
        assertThat(info.path("process.pid").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(info.path("process.runtime.version").asText()).isEqualTo(System.getProperty("java.version"));
        assertThat(info.path("team").asText()).isEqualTo("blue");
        assertThat(info.path("telltale.version").asText()).doesNotContain("$").isNotEqualTo("dev");
    }

    @Test
    void osTypesAreThoseOfTheConvention() {
        assertThat(SystemInfo.osType("Linux")).isEqualTo("linux");
        assertThat(SystemInfo.osType("Mac OS X")).isEqualTo("darwin");
        assertThat(SystemInfo.osType("Windows 11")).isEqualTo("windows");
    }

    @Test
    void theSchemaRefusesWhatIsNoEvent() throws Exception {
        JsonNode body = WireJson.body(json, TraceEvent.of("a", CONTEXT).build());
        for (String key : List.of("trace_id", "status", "thread", "duration_nano")) {
            ObjectNode broken = body.deepCopy();
            ((ObjectNode) broken.at("/events/0")).remove(key);
            assertThat(WireJson.schema().validate(broken)).as(key).isNotEmpty();
        }
        ObjectNode errorWithoutReason = body.deepCopy();
        ((ObjectNode) errorWithoutReason.at("/events/0")).put("status", "error");
        assertThat(WireJson.schema().validate(errorWithoutReason)).isNotEmpty();
        ObjectNode noTrace = body.deepCopy();
        ((ObjectNode) noTrace.at("/events/0")).put("trace_id", "0".repeat(32));
        assertThat(WireJson.schema().validate(noTrace)).isNotEmpty();
        assertThat(WireJson.schema().validate(new ObjectMapper().readTree("{\"events\":[]}")))
                .isNotEmpty();
    }
}
