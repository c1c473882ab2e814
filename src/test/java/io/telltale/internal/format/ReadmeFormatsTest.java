package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.telltale.Readme;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What README.md says of the formats' names and sizes is what the golden files show. */
class ReadmeFormatsTest {
    private static final List<String> COLUMNS = List.of("of a call", "otlp", "zipkin", "json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"otlp", "zipkin", "json"})
    void theNamesOfTheTableAreThoseOfTheGoldenFiles(String format) throws Exception {
        String told = GoldenEvents.file(format, "one-event")
                + GoldenEvents.file(format, "nested-values")
                + GoldenEvents.file(format, "error");

        for (List<String> row : Readme.rows(COLUMNS.get(0))) {
            for (String name : Readme.code(row.get(COLUMNS.indexOf(format)))) {
                assertThat(told).as(row.get(0)).contains(inJson(name));
            }
        }
    }

    /** The table's {@code x} stands for any argument, and a path's first step for the path. */
    private static String inJson(String name) {
        if (name.equals("telltale.input.x")) {
            return "\"telltale.input.";
        }
        boolean isPath = name.equals("inputs.x") || name.equals("localEndpoint.serviceName");
        return '"' + (isPath ? name.substring(0, name.indexOf('.')) : name) + '"';
    }

    @ParameterizedTest
    @ValueSource(strings = {"otlp", "zipkin", "json"})
    void theBytesOfAnEventAndAroundItAreThoseOfTheGoldenFile(String format) throws Exception {
        EventFormat encoding = format(format);
        int event = encoding.encode(GoldenEvents.of("one-event", encoding)[0]).length;
        int request = JSON.writeValueAsBytes(JSON.readTree(GoldenEvents.file(format, "one-event"))).length;

        assertThat(shown("bytes an event", format)).isEqualTo(event);
        assertThat(shown("bytes a request, beside its events", format)).isEqualTo(request - event);
    }

    private static EventFormat format(String name) {
        SystemInfo system = EventFormatContract.SYSTEM;
        return switch (name) {
            case "otlp" -> new OtlpFormat(system);
            case "zipkin" -> new ZipkinFormat(system);
            default -> new JsonFormat(system);
        };
    }

    private static int shown(String what, String format) {
        String cell = Readme.rows("what", "at most", "from").stream()
                .filter(row -> row.get(0).equals(what))
                .findFirst()
                .orElseThrow()
                .get(1);
        Matcher bytes = Pattern.compile("(\\d+) in `" + format + "`").matcher(cell);
        assertThat(bytes.find()).isTrue();
        return Integer.parseInt(bytes.group(1));
    }
}
