package io.telltale.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.internal.format.EncodedValue;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.format.WireJson;
import io.telltale.internal.format.WireOtlp;
import io.telltale.internal.format.WireZipkin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits, redaction and markers hold in every format, however many bytes it spends around a value. */
class SnapshotFormatsTest {
    static Stream<Arguments> formats() {
        return Stream.of(
                format(WireJson.format(), WireJson::value),
                format(WireOtlp.format(), WireOtlp::value),
                format(WireZipkin.format(), WireZipkin::value));
    }

    private static Arguments format(EventFormat format, Function<Object, JsonNode> reader) {
        return Arguments.argumentSet(format.name(), format, reader);
    }

    private static Snapshotter snapshotter(EventFormat format, int maxBytes) {
        return new Snapshotter(format, new Redaction(List.of("password")), maxBytes, null);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void noValueIsLargerThanItsLimitWhateverTheLimit(EventFormat format, Function<Object, JsonNode> reader) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "é\"\n".repeat(50));
        value.put("list", List.of(1, "two", List.of(3.5, true), Map.of("k", new byte[100])));
        value.put("password", List.of("hidden"));
        value.put("nothing", null);
        value.put("last", "z".repeat(30));
        for (int limit = 150; limit < 1_500; limit += 7) {
            Object taken = snapshotter(format, limit).take(value);
            assertThat(((EncodedValue) taken).bytes().length).isLessThanOrEqualTo(limit);
            assertThat(reader.apply(taken).toString()).doesNotContain("hidden");
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aValueThatIsCutSaysSo(EventFormat format, Function<Object, JsonNode> reader) {
        Object taken = snapshotter(format, 500).take(List.of("a".repeat(100), Map.of("k", "b".repeat(1_000)), 3));

        assertThat(reader.apply(taken).toString()).contains("<telltale: ").contains("aaa");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aStructureWithinItsLimitIsToldWhole(EventFormat format, Function<Object, JsonNode> reader) {
        Object taken = snapshotter(format, 8_192).take(Map.of("order", List.of(Map.of("id", 7), "x", 0.5)));

        assertThat(reader.apply(taken).toString()).isEqualTo("{\"order\":[{\"id\":7},\"x\",0.5]}");
    }
}
