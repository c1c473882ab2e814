package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every wire format owes the other rooms. */
abstract class EventFormatContract {
    static final TraceContext CONTEXT = new TraceContext(
            0x0123456789abcdefL, 0xfedcba9876543210L, 0x00f067aa0ba902b7L, true, 1_795_437_104_468_000_000L);

    private static final int USUAL_ROOM = 200;

    static final SystemInfo SYSTEM = new SystemInfo(systemInfo());

    final EventFormat format = newFormat(SYSTEM);

    private static Map<String, Object> systemInfo() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("service.name", "orders");
        attributes.put("deployment.environment", "prod");
        attributes.put("host.name", "h1");
        attributes.put("process.pid", 4242L);
        attributes.put("process.runtime.version", "17.0.15");
        attributes.put("os.type", "linux");
        attributes.put("telltale.version", "1.2.3");
        return attributes;
    }

    abstract EventFormat newFormat(SystemInfo systemInfo);

    /** The names of the events in a body of at least one, which is held against the format's definition. */
    abstract List<String> names(JsonNode body);

    /** What an event that carries {@code taken} as its output tells of it, as plain JSON; the body is checked. */
    abstract JsonNode told(Object taken);

    @ParameterizedTest
    @ValueSource(strings = {"one-event", "batch", "error", "nested-values", "unicode-and-control-characters"})
    void eventsAreToldAsTheGoldenFileShows(String name) throws IOException {
        JsonNode body = Wire.json(format, GoldenEvents.of(name, format));

        assertThat(names(body)).isNotEmpty();
        assertThat(Wire.pretty(body)).isEqualTo(GoldenEvents.file(format.name(), name));
    }

    @Test
    void bodiesAreJson() {
        assertThat(format.envelope().contentType()).isEqualTo("application/json");
    }

    @Test
    void anyNumberOfEventsBetweenPrefixAndSuffixIsABody() {
        List<TraceEvent> events = new ArrayList<>();
        List<String> names = new ArrayList<>();
        assertThat(Wire.json(format).isContainerNode()).isTrue();
        for (int i = 0; i < 20; i++) {
            names.add("call" + i);
            events.add(TraceEvent.of("call" + i, CONTEXT).build());
            assertThat(names(Wire.json(format, events.toArray(TraceEvent[]::new))))
                    .isEqualTo(names);
        }
    }

    @RepeatedTest(10)
    void anyEventIsToldWhateverItHolds(RepetitionInfo repetition) {
        RandomEvents random = new RandomEvents(repetition.getCurrentRepetition(), format);
        TraceEvent[] events = new TraceEvent[50];
        List<String> names = new ArrayList<>();
        for (int i = 0; i < events.length; i++) {
            events[i] = random.next();
            names.add(asSent(events[i].name()));
        }

        assertThat(names(Wire.json(format, events))).isEqualTo(names);
    }

    @Test
    void anEventBeforeTheClockWasSetIsTold() {
        TraceContext early = new TraceContext(1, 2, 3, true, 0);

        JsonNode body =
                Wire.json(format, TraceEvent.of("early", early).times(-5, -7).build());

        assertThat(names(body)).containsExactly("early");
    }

    @Test
    void callersMayEncodeBesideTheCourier() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                String name = "caller-" + "x".repeat(caller * 400);
                TraceEvent event = TraceEvent.of(name, CONTEXT).output(caller).build();
                byte[] expected = newFormat(SYSTEM).encode(event);
                tasks.add(() -> isAlwaysEncodedAs(expected, event));
            }
            for (Future<Boolean> intact : callers.invokeAll(tasks)) {
                assertThat(intact.get()).isTrue();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private boolean isAlwaysEncodedAs(byte[] expected, TraceEvent event) {
        for (int i = 0; i < 5000; i++) {
            if (!Arrays.equals(format.encode(event), expected)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aLargeEventLeavesNothingBehind() {
        TraceEvent small = TraceEvent.of("small", CONTEXT).build();
        byte[] before = format.encode(small);
        format.encode(TraceEvent.of("large", CONTEXT)
                .failure(new TraceFailure("T", "m", "x".repeat(100_000)))
                .output("y".repeat(100_000))
                .build());

        assertThat(format.encode(small)).isEqualTo(before);
    }

    @Test
    void textOfEveryKindArrivesAsItWas() {
        StringBuilder controls = new StringBuilder();
        for (char c = 0; c < 0x2100; c++) {
            controls.append(c);
        }
        String text = controls + "\"\\/ \u007f é ß 漢字 😀 \u2028 \uffff";

        assertThat(told(text).asText()).isEqualTo(text);
        assertThat(told(structure(sink -> sink.text(text))).asText()).isEqualTo(text);
        assertThat(inArray(sink -> sink.text(text)).asText()).isEqualTo(text);
    }

    @Test
    void halfASurrogatePairBecomesTheReplacementCharacter() {
        assertThat(told("a\ud83d").asText()).isEqualTo("a\ufffd");
        assertThat(told("\ude00b").asText()).isEqualTo("\ufffdb");
        assertThat(told("\ude00\ud83d").asText()).isEqualTo("\ufffd\ufffd");
    }

    @Test
    void plainValuesAreToldWhole() {
        assertThat(told(Long.MIN_VALUE).asText()).isEqualTo("-9223372036854775808");
        assertThat(told(Long.MAX_VALUE).asText()).isEqualTo("9223372036854775807");
        assertThat(told((byte) -5).asText()).isEqualTo("-5");
        assertThat(told(true).asText()).isEqualTo("true");
        assertThat(told(null).isNull()).isTrue();
        assertThat(told(0.1f).decimalValue()).isEqualByComparingTo("0.1");
        assertThat(told(1e300).doubleValue()).isEqualTo(1e300);
        assertThat(told(Double.NaN).asText()).isEqualTo("NaN");
        assertThat(told(new BigDecimal("19.99")).asText()).isEqualTo("19.99");
        assertThat(told(new BigDecimal("0.12345678901234567890123")).asText()).isEqualTo("0.12345678901234567890123");
        assertThat(told(new BigInteger("123456789012345678901234567890")).asText())
                .isEqualTo("123456789012345678901234567890");
        assertThat(told('x').asText()).isEqualTo("x");
        assertThat(told(TimeUnit.DAYS).asText()).isEqualTo("DAYS");
        assertThat(told(new UUID(0, 1)).asText()).isEqualTo("00000000-0000-0000-0000-000000000001");
        assertThat(told(Instant.EPOCH).asText()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void anEnumIsToldByItsNameAndNotByItsOwnCode() {
        assertThat(told(Loud.QUIET).asText()).isEqualTo("QUIET");
    }

    private enum Loud {
        QUIET;

        @Override
        public String toString() {
            throw new IllegalStateException("user code on the courier's thread");
        }
    }

    @Test
    void structuresArriveAsTheyWere() {
        JsonNode told = told(structure(sink -> {
            sink.startObject();
            sink.name("empty");
            sink.startObject();
            sink.endObject();
            sink.name("list");
            sink.startArray();
            sink.number(1);
            sink.startArray();
            sink.endArray();
            sink.startObject();
            sink.name("deep \"key\"");
            sink.bool(false);
            sink.endObject();
            sink.nothing();
            sink.endArray();
            sink.name("text");
            sink.text("a \\ \"b\"\n");
            sink.name("half");
            sink.number(0.5);
            sink.name("none");
            sink.nothing();
            sink.endObject();
        }));

        assertThat(told.toString())
                .isEqualTo("{\"empty\":{},\"list\":[1,[],{\"deep \\\"key\\\"\":false},null],"
                        + "\"text\":\"a \\\\ \\\"b\\\"\\n\",\"half\":0.5,\"none\":null}");
    }

    @Test
    void numbersInStructuresLoseNoDigit() {
        assertThat(inArray(sink -> sink.number(Long.MIN_VALUE)).asText()).isEqualTo("-9223372036854775808");
        assertThat(inArray(sink -> sink.number(Double.NEGATIVE_INFINITY)).textValue())
                .isEqualTo("-Infinity");
        assertThat(inArray(sink -> sink.number(BigInteger.TEN.pow(30))).asText())
                .isEqualTo("1" + "0".repeat(30));
        assertThat(inArray(sink -> sink.number(BigInteger.valueOf(Long.MAX_VALUE)))
                        .asText())
                .isEqualTo("9223372036854775807");
        assertThat(inArray(sink -> sink.number(new BigDecimal("3.14159265358979323846264338")))
                        .asText())
                .isEqualTo("3.14159265358979323846264338");
        assertThatCode(() -> inArray(sink -> sink.number(new BigDecimal("1E+1000000000"))))
                .doesNotThrowAnyException();
    }

    @Test
    void markersAreToldInStructuresAndAlone() {
        String marker = "<telltale: cut at 64 bytes>";

        assertThat(told(marker).asText()).isEqualTo(marker);
        assertThat(told(structure(sink -> sink.text(marker))).asText()).isEqualTo(marker);
        assertThat(told(structure(sink -> {
                            sink.startObject();
                            sink.name("<telltale>");
                            sink.text(marker);
                            sink.endObject();
                        }))
                        .path("<telltale>")
                        .asText())
                .isEqualTo(marker);
    }

    @RepeatedTest(5)
    void aSinkSaysAtEveryMomentHowLargeItsValueIs(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        for (int round = 0; round < 200; round++) {
            MeteredSink metered = new MeteredSink(format);
            new RandomEvents(1_000 * seed + round, format).write(metered, 0);
            EncodedValue value = metered.finish();

            assertThat(value.bytes().length).isEqualTo(metered.size());
            assertThat(format.newValueSink().size()).isZero();
        }
    }

    @Test
    void fittingNeverAllowsMoreThanTheRoom() {
        RandomEvents random = new RandomEvents(7, format);
        for (int round = 0; round < 2_000; round++) {
            String text = random.text(60);
            int room = new Random(round).nextInt(USUAL_ROOM);
            int fit = format.fit(text, room);
            int withNothing = inArraySize("");

            assertThat(inArraySize(text.substring(0, fit)) - withNothing).isLessThanOrEqualTo(room);
            if (fit < text.length()) {
                int next = Character.isHighSurrogate(text.charAt(fit)) ? Math.min(text.length(), fit + 2) : fit + 1;
                assertThat(inArraySize(text.substring(0, next)) - withNothing).isGreaterThan(room);
            }
        }
    }

    @Test
    void textIsNeverCutInsideASurrogatePair() {
        assertThat(format.fit("a😀", 4)).isEqualTo(1);
        assertThat(format.fit("a😀", 5)).isEqualTo(3);
    }

    @Test
    void anAnswerThatSaysNothingHasAcceptedAll() {
        Random random = new Random(3);
        List<byte[]> bodies =
                new ArrayList<>(List.of(new byte[0], bytes("{}"), bytes("OK"), bytes("null"), bytes("[")));
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[random.nextInt(50)];
            random.nextBytes(noise);
            if (noise.length > 0 && noise[0] == '<') {
                noise[0] = '>';
            }
            bodies.add(noise);
        }
        for (byte[] body : bodies) {
            assertThat(format.read(body)).isEqualTo(Acceptance.OF_ALL);
        }
    }

    EncodedValue structure(Consumer<ValueSink> writing) {
        ValueSink sink = format.newValueSink();
        writing.accept(sink);
        return sink.finish();
    }

    /** What is told of the only element of an array. */
    JsonNode inArray(Consumer<ValueSink> writing) {
        JsonNode array = told(structure(sink -> {
            sink.startArray();
            writing.accept(sink);
            sink.endArray();
        }));
        assertThat(array).hasSize(1);
        return array.path(0);
    }

    private int inArraySize(String text) {
        return structure(sink -> {
                    sink.startArray();
                    sink.text(text);
                    sink.endArray();
                })
                .bytes()
                .length;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** As UTF-8 carries it: half a surrogate pair does not. */
    static String asSent(String text) {
        return text.codePoints()
                .map(c -> c >= 0xd800 && c < 0xe000 ? 0xfffd : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
