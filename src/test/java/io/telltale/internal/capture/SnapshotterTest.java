package io.telltale.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.telltale.TraceContext;
import io.telltale.internal.format.EncodedValue;
import io.telltale.internal.format.WireJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SnapshotterTest {
    private final Snapshotter snapshotter = snapshotter(null);

    private static Snapshotter snapshotter(ObjectMapper mapper) {
        return new Snapshotter(WireJson.format(), new Redaction(List.of("password")), 8192, mapper);
    }

    private JsonNode told(Object value) {
        return WireJson.value(snapshotter.take(value));
    }

    @Test
    void unchangeableValuesAreKeptByReference() {
        for (Object value : new Object[] {
            "text",
            1,
            2L,
            3.0,
            4f,
            true,
            'c',
            (short) 5,
            (byte) 6,
            BigDecimal.TEN,
            BigInteger.TWO,
            TimeUnit.DAYS,
            UUID.randomUUID(),
            Instant.now(),
            LocalDate.EPOCH
        }) {
            assertThat(snapshotter.take(value)).isSameAs(value);
        }
        assertThat(snapshotter.take(null)).isNull();
    }

    @Test
    void aMutableArgumentIsToldAsItWas() {
        Map<String, Object> order = new HashMap<>(Map.of("id", 7));
        Object taken = snapshotter.take(order);
        order.put("id", 8);

        assertThat(WireJson.value(taken).path("id").asInt()).isEqualTo(7);
    }

    @Test
    void arraysAndBuildersAreToldAsTheyWere() {
        int[] numbers = {1, 2};
        StringBuilder builder = new StringBuilder("before");
        Object takenNumbers = snapshotter.take(numbers);
        Object takenText = snapshotter.take(builder);
        numbers[0] = 9;
        builder.append(" and after");

        assertThat(WireJson.value(takenNumbers).toString()).isEqualTo("[1,2]");
        assertThat(WireJson.value(takenText).asText()).isEqualTo("before");
    }

    @Test
    void aSubclassOfAnImmutableTypeIsNotTrustedToBeOne() {
        class Growing extends BigDecimal {
            int reads;

            Growing() {
                super("1.5");
            }

            @Override
            public String toString() {
                return "" + reads++;
            }
        }
        assertThat(snapshotter.take(new Growing())).isInstanceOf(EncodedValue.class);
    }

    @Test
    void recordsAreReadOnTheCallersThread() {
        record Line(String sku, int quantity) {}
        record Order(long id, List<Line> lines, Instant at, Optional<String> note, OptionalInt rank) {}

        JsonNode told =
                told(new Order(7, List.of(new Line("a", 2)), Instant.EPOCH, Optional.empty(), OptionalInt.of(3)));

        assertThat(told.toString())
                .isEqualTo("{\"id\":7,\"lines\":[{\"sku\":\"a\",\"quantity\":2}],\"at\":\"1970-01-01T00:00:00Z\","
                        + "\"note\":null,\"rank\":3}");
    }

    @Test
    void nestedJdkValuesAreToldAsText() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("zone", ZoneId.of("Europe/Paris"));
        values.put("uri", URI.create("http://a/b"));
        values.put("unit", TimeUnit.DAYS);
        values.put("path", java.nio.file.Path.of("a", "b"));
        values.put("optional", Optional.of(List.of(1)));
        values.put("date", new java.util.Date(0));
        values.put("bytes", new byte[] {1, 2, 3});
        values.put("class", String.class);
        values.put("float", 0.1f);
        values.put("nan", Double.NaN);

        assertThat(told(values).toString())
                .isEqualTo("{\"zone\":\"Europe/Paris\",\"uri\":\"http://a/b\",\"unit\":\"DAYS\",\"path\":\"a/b\","
                        + "\"optional\":[1],\"date\":\"1970-01-01T00:00:00.000+00:00\",\"bytes\":\"AQID\","
                        + "\"class\":\"java.lang.String\",\"float\":0.1,\"nan\":\"NaN\"}");
        assertThat(told(URI.create("http://a/b")).asText()).isEqualTo("http://a/b");
        assertThat(told(String.class).asText()).isEqualTo("java.lang.String");
    }

    @Test
    void aGetterThatThrowsIsToldAndTheCallGoesOn() {
        class Broken {
            public int getA() {
                return 1;
            }

            public int getB() {
                throw new IllegalStateException("secret detail");
            }
        }
        JsonNode told = told(Arrays.asList(1, new Broken(), 2));

        assertThat(told.path(1).path("a").asInt()).isEqualTo(1);
        assertThat(told.path(1).path("<telltale>").asText())
                .contains("Broken failed", "IllegalStateException")
                .doesNotContain("secret detail");
        assertThat(told.path(2).asInt()).isEqualTo(2);
        assertThat(snapshotter.failures()).isEqualTo(1);
    }

    @Test
    void aGetterThatThrowsAnErrorIsToldToo() {
        class Linkless {
            public int getA() {
                throw new NoClassDefFoundError("gone");
            }
        }
        class Endless {
            public int getA() {
                return getA();
            }
        }
        class Hungry {
            public int getA() {
                throw new OutOfMemoryError("pretended");
            }
        }
        assertThat(told(new Linkless()).path("<telltale>").asText()).contains("NoClassDefFoundError");
        assertThat(told(new Endless()).asText()).contains("Endless failed", "StackOverflowError");
        assertThat(told(List.of(new Hungry())).asText()).contains("OutOfMemoryError");
    }

    @Test
    void aTypeWithNothingToShowIsNamed() {
        assertThat(told(new Object()).asText()).isEqualTo("<telltale: java.lang.Object has no properties>");
        class Opaque {}
        assertThat(told(List.of(1, new Opaque())).path(1).asText()).contains("Opaque has no properties");
    }

    @Test
    void tracedCallsPassStraightThroughWhileTheLibraryCaptures() {
        AtomicReference<Boolean> suppressed = new AtomicReference<>();
        class Curious {
            public int getA() {
                suppressed.set(TraceContext.isSuppressed());
                return 1;
            }
        }
        TraceContext own = new TraceContext(1, 2, 3, true, 0);
        TraceContext before = TraceContext.exchange(own);
        try {
            snapshotter.take(new Curious());
            assertThat(TraceContext.current()).isSameAs(own);
        } finally {
            TraceContext.exchange(before);
        }
        assertThat(suppressed).hasValue(true);
    }

    @Test
    void theUsersMapperIsUsedAndNeverChanged() {
        ObjectMapper own = new ObjectMapper().enable(SerializationFeature.WRITE_ENUMS_USING_INDEX);
        own.registerModule(new SimpleModule().addSerializer(Thread.class, new JsonSerializer<>() {
            @Override
            public void serialize(Thread value, JsonGenerator generator, SerializerProvider provider)
                    throws IOException {
                generator.writeString("a thread of mine");
            }
        }));
        Object factory = own.getSerializerFactory();

        JsonNode told = WireJson.value(snapshotter(own).take(List.of(TimeUnit.NANOSECONDS, Thread.currentThread())));

        assertThat(told.toString()).isEqualTo("[0,\"a thread of mine\"]");
        assertThat(own.getSerializerFactory()).isSameAs(factory);
        assertThat(own.isEnabled(SerializationFeature.FAIL_ON_EMPTY_BEANS)).isTrue();
    }

    @Test
    void aMapperThatCantBeCopiedFailsAtTheStart() {
        assertThatThrownBy(() -> snapshotter(new ObjectMapper() {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("copy()");
    }

    @Test
    void aSerializerThatThrowsIsToldInItsPlace() {
        assertThat(withSerializer((generator, value) -> {
                            throw new IOException("no");
                        })
                        .toString())
                .contains("[1,\"<telltale: ", "Custom failed, java.io.IOException>\",2]");
    }

    @Test
    void aSerializerThatThrowsHalfwayLeavesWellFormedJson() {
        JsonNode told = withSerializer((generator, value) -> {
            generator.writeStartObject();
            generator.writeArrayFieldStart("items");
            generator.writeNumber(1);
            generator.writeStartObject();
            generator.writeFieldName("open");
            throw new IllegalStateException();
        });
        assertThat(told.path(1).at("/items/1/open").asText()).contains("Custom failed");
        assertThat(told.path(2).asInt()).isEqualTo(2);
    }

    @Test
    void nothingIsBelievedThatWasWrittenAroundAStackOverflow() {
        JsonNode told = withSerializer((generator, value) -> {
            generator.writeStartObject();
            throw new IllegalStateException(new StackOverflowError());
        });
        assertThat(told.asText()).contains("failed, java.lang.StackOverflowError");
    }

    @Test
    void aSerializerThatWritesNonsenseLeavesWellFormedJson() {
        List<Custom.Writing> nonsense = List.of(
                (generator, value) -> generator.writeEndObject(),
                (generator, value) -> generator.writeFieldName("a"),
                (generator, value) -> {
                    generator.writeStartObject();
                    generator.writeNumber(1);
                },
                (generator, value) -> {
                    generator.writeStartObject();
                    generator.writeFieldName("a");
                    generator.writeEndObject();
                },
                (generator, value) -> generator.writeStartArray(),
                (generator, value) -> generator.writeRaw("}}"),
                (generator, value) -> generator.writeRawValue("{not json"),
                (generator, value) -> generator.writeNumber("1x"),
                (generator, value) -> {
                    generator.writeString("a");
                    generator.writeString("b");
                },
                (generator, value) -> {});
        for (Custom.Writing writing : nonsense) {
            withSerializer(writing);
            topLevel(writing);
        }
    }

    @Test
    void aSerializerThatNeverEndsIsStopped() {
        JsonNode told = withSerializer((generator, value) -> {
            generator.writeStartArray();
            while (true) {
                generator.writeString("more");
            }
        });
        assertThat(told.path(1).get(told.path(1).size() - 1).asText()).startsWith("<telltale: more than 1000 elements");
        assertThat(told.path(2).asInt()).isEqualTo(2);
    }

    /** A value whose serializer a test writes. */
    private static final class Custom extends JsonSerializer<Custom> {
        interface Writing {
            void write(JsonGenerator generator, Custom value) throws IOException;
        }

        private final Writing writing;

        Custom(Writing writing) {
            this.writing = writing;
        }

        @Override
        public void serialize(Custom value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            value.writing.write(generator, value);
        }

        static ObjectMapper mapper() {
            return new ObjectMapper().registerModule(new SimpleModule().addSerializer(Custom.class, new Custom(null)));
        }
    }

    private static JsonNode withSerializer(Custom.Writing writing) {
        return WireJson.value(snapshotter(Custom.mapper()).take(List.of(1, new Custom(writing), 2)));
    }

    private static JsonNode topLevel(Custom.Writing writing) {
        return WireJson.value(snapshotter(Custom.mapper()).take(new Custom(writing)));
    }

    @Test
    void jacksonsAnnotationsWorkAsEver() {
        class Inner {
            public int getX() {
                return 1;
            }
        }
        class Money {
            @JsonValue
            public String text() {
                return "1 EUR";
            }
        }
        class Bean {
            @JsonProperty("renamed")
            public Money getMoney() {
                return new Money();
            }

            @JsonUnwrapped
            public Inner getInner() {
                return new Inner();
            }

            @JsonRawValue
            public String getRaw() {
                return "{\"password\":\"x\"}";
            }
        }
        JsonNode told = told(new Bean());

        assertThat(told.path("renamed").asText()).isEqualTo("1 EUR");
        assertThat(told.path("x").asInt()).isEqualTo(1);
        assertThat(told.path("raw").asText()).isEqualTo("<telltale: raw JSON>");
    }

    @Test
    void treesOfJacksonsOwnAreTold() throws IOException {
        JsonNode tree = new ObjectMapper().readTree("{\"a\":[1,2.5,null,true,\"x\"],\"password\":{\"b\":[1]},\"c\":3}");

        assertThat(told(tree).toString())
                .isEqualTo("{\"a\":[1,2.5,null,true,\"x\"],\"password\":\"<telltale: redacted>\",\"c\":3}");
    }

    @Test
    void tagsAreTextOfSimpleValuesAlone() {
        assertThat(snapshotter.tag("a")).isEqualTo("a");
        assertThat(snapshotter.tag(7L)).isEqualTo("7");
        assertThat(snapshotter.tag(true)).isEqualTo("true");
        assertThat(snapshotter.tag('c')).isEqualTo("c");
        assertThat(snapshotter.tag(TimeUnit.DAYS)).isEqualTo("DAYS");
        assertThat(snapshotter.tag(LocalDate.of(2024, 1, 2))).isEqualTo("2024-01-02");
        assertThat(snapshotter.tag(ZoneId.of("Europe/Paris"))).isEqualTo("Europe/Paris");
        assertThat(snapshotter.tag(new UUID(0, 1))).isEqualTo("00000000-0000-0000-0000-000000000001");
        assertThat(snapshotter.tag(null)).isNull();
        assertThat(snapshotter.tag(new ArrayList<>())).isNull();
        assertThat(snapshotter.tag("x".repeat(256))).hasSize(256).doesNotContain("…");
        assertThat(snapshotter.tag("x".repeat(257))).hasSize(256).endsWith("…");
        assertThat(snapshotter.tag("x".repeat(254) + "😀😀")).hasSize(255).endsWith("x…");
        assertThat(snapshotter.tag(BigInteger.ONE.shiftLeft(8_000_000)))
                .isEqualTo("<telltale: number of 8000001 bits>");
    }

    @Test
    void aNumberOfTheUsersThatThrowsAsATagIsTold() {
        Number own = new Number() {
            @Override
            public int intValue() {
                return 0;
            }

            @Override
            public long longValue() {
                return 0;
            }

            @Override
            public float floatValue() {
                return 0;
            }

            @Override
            public double doubleValue() {
                return 0;
            }

            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };
        assertThat(snapshotter.tag(own)).contains("failed, java.lang.IllegalStateException");
    }

    @Test
    void markersSayWhy() {
        assertThat(snapshotter.redacted()).isEqualTo("<telltale: redacted>");
        assertThat((String) snapshotter.unnamed()).contains("-parameters", "@TraceTag");
    }
}
