package io.telltale.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.telltale.internal.format.EncodedValue;
import io.telltale.internal.format.WireJson;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotLimitsTest {
    private static final int MAX_BYTES = 8192;
    private static final int MEGABYTE = 1024 * 1024;

    private final Snapshotter snapshotter = snapshotter(MAX_BYTES);

    private static Snapshotter snapshotter(int maxBytes) {
        return new Snapshotter(WireJson.format(), new Redaction(List.of("password")), maxBytes, null);
    }

    private JsonNode told(Object value) {
        Object taken = snapshotter.take(value);
        if (taken instanceof EncodedValue encoded) {
            assertThat(encoded.bytes().length).isLessThanOrEqualTo(MAX_BYTES);
        }
        return WireJson.value(taken);
    }

    @Test
    void textIsCutExactlyAtTheBound() {
        assertThat(snapshotter.take("x".repeat(MAX_BYTES))).isEqualTo("x".repeat(MAX_BYTES));

        String cut = (String) snapshotter.take("x".repeat(MAX_BYTES + 1));

        assertThat(cut).startsWith("xxx").hasSizeLessThanOrEqualTo(MAX_BYTES);
        int kept = cut.indexOf('<');
        assertThat(cut).endsWith("<telltale: " + (MAX_BYTES + 1 - kept) + " characters left out>");
    }

    @Test
    void theBoundCountsBytesOnTheWire() {
        String text = (String) snapshotter.take("\u0001".repeat(MAX_BYTES));

        assertThat(WireJson.format().fit(text, MAX_BYTES)).isEqualTo(text.length());
        assertThat(text).endsWith("characters left out>");
    }

    @Test
    void noValueIsLargerThanItsLimitWhateverTheLimit() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "é\"".repeat(50));
        value.put("list", List.of(1, "two", List.of(3.5, true), Map.of("k", new byte[100])));
        value.put("password", List.of("hidden"));
        value.put("nothing", null);
        value.put("last", "z".repeat(30));
        for (int limit = 64; limit < 800; limit += 7) {
            Object taken = snapshotter(limit).take(value);
            assertThat(((EncodedValue) taken).bytes().length).isLessThanOrEqualTo(limit);
            assertThat(WireJson.value(taken).toString()).doesNotContain("hidden");
        }
    }

    @Test
    void aStructureThatIsCutSaysSoWhereItBreaksOff() {
        Map<String, Object> value = new LinkedHashMap<>();
        for (int i = 0; i < 900; i++) {
            value.put("key" + i, "0123456789");
        }
        JsonNode told = told(value);

        assertThat(told.path("key0").asText()).isEqualTo("0123456789");
        assertThat(told.toString()).endsWith("\"<telltale: cut at 8192 bytes>\"}");
        assertThat(told).hasSizeGreaterThan(300);
    }

    @Test
    void aLongTextInAStructureIsCutAndSaysByHowMuch() {
        JsonNode told = told(Map.of("text", "x".repeat(20_000)));

        String text = told.path("text").asText();
        int kept = text.indexOf('<');
        assertThat(kept).isGreaterThan(7_900);
        assertThat(text).endsWith("<telltale: " + (20_000 - kept) + " characters left out>");
    }

    @Test
    void sixteenLevelsAreToldAndTheSeventeenthIsAMarker() {
        JsonNode sixteen = told(nested(16));
        JsonNode seventeen = told(nested(17));

        assertThat(sixteen.toString()).doesNotContain("telltale").contains("[\"core\",\"after\"]");
        assertThat(seventeen.toString()).contains("[\"<telltale: more than 16 levels deep>\",\"after\"]");
    }

    private static Object nested(int levels) {
        Object value = "core";
        for (int i = 0; i < levels; i++) {
            value = List.of(value, "after");
        }
        return value;
    }

    @Test
    void deepNestingOfAnyLengthIsSurvived() {
        List<Object> deep = new ArrayList<>();
        List<Object> level = deep;
        for (int i = 0; i < 100_000; i++) {
            List<Object> next = new ArrayList<>();
            level.add(next);
            level = next;
        }
        assertThat(told(deep).toString()).contains("more than 16 levels deep");
        JsonNode tree = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 100_000; i++) {
            tree = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                    .arrayNode()
                    .add(tree);
        }
        assertThat(told(tree).toString()).contains("telltale");
    }

    @Test
    void aCycleIsToldAsOne() {
        List<Object> list = new ArrayList<>();
        list.add(1);
        list.add(list);
        list.add(2);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("self", map);
        map.put("list", list);
        class Node {
            Node next = this;

            public Node getNext() {
                return next;
            }

            public int getId() {
                return 1;
            }
        }
        Node first = new Node();
        first.next = new Node();
        first.next.next = first;

        assertThat(told(list).toString()).isEqualTo("[1,\"<telltale: cycle>\",2]");
        assertThat(told(map).toString())
                .isEqualTo("{\"self\":\"<telltale: cycle>\",\"list\":[1,\"<telltale: cycle>\",2]}");
        assertThat(told(new Node()).path("next").asText()).isEqualTo("<telltale: cycle>");
        assertThat(told(first).at("/next/next").asText()).isEqualTo("<telltale: cycle>");
        assertThat(told(first).path("id").asInt()).isEqualTo(1);
    }

    @Test
    void theSameObjectTwiceIsNoCycle() {
        List<Integer> shared = List.of(1);

        assertThat(told(List.of(shared, shared)).toString()).isEqualTo("[[1],[1]]");
    }

    @Test
    void aStructureThatIsNewAtEveryStepIsBounded() {
        class Generated {
            public Generated getLeft() {
                return new Generated();
            }

            public Generated getRight() {
                return new Generated();
            }
        }
        assertThat(told(new Generated()).toString()).contains("more than 16 levels deep", "cut at 8192 bytes");
    }

    @Test
    void anEndlessCollectionIsCut() {
        JsonNode told = told(List.of(new Endless(), "after"));

        assertThat(told.path(0)).hasSize(1001);
        assertThat(told.path(0).path(1000).asText()).isEqualTo("<telltale: more than 1000 elements>");
        assertThat(told.path(1).asText()).isEqualTo("after");
    }

    @Test
    void aCollectionThatLiesAboutItsSizeIsTold() {
        List<Integer> liar = new AbstractList<>() {
            @Override
            public Integer get(int index) {
                if (index > 2) {
                    throw new IndexOutOfBoundsException();
                }
                return index;
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }
        };
        class RandomAccessLiar extends ArrayList<Integer> {
            @Override
            public int size() {
                return 5;
            }
        }
        assertThat(told(liar).toString()).startsWith("[0,1,2,\"<telltale: ");
        assertThat(told(List.of(new RandomAccessLiar(), 1)).path(1).asInt()).isEqualTo(1);
    }

    @Test
    void anEndlessMapIsCut() {
        Map<String, Integer> endless = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Integer>> entrySet() {
                return new AbstractSet<>() {
                    @Override
                    public Iterator<Entry<String, Integer>> iterator() {
                        return IntStream.iterate(0, i -> i + 1)
                                .mapToObj(i -> Map.entry("k" + i, i))
                                .iterator();
                    }

                    @Override
                    public int size() {
                        return 1;
                    }
                };
            }
        };
        assertThat(told(endless).toString()).endsWith("\"<telltale: cut at 8192 bytes>\"}");
        JsonNode roomy = WireJson.value(snapshotter(1 << 20).take(endless));
        assertThat(roomy).hasSize(1001);
        assertThat(roomy.path("<telltale>").asText()).isEqualTo("<telltale: more than 1000 elements>");
    }

    /** Says it has one element and has no end. */
    private static final class Endless extends AbstractCollection<Integer> {
        @Override
        public Iterator<Integer> iterator() {
            return IntStream.generate(() -> 7).iterator();
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @Test
    void aHiddenEndlessValueIsNotRead() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("password", new Endless());
        value.put("after", 1);

        assertThat(told(value).toString()).isEqualTo("{\"password\":\"<telltale: redacted>\",\"after\":1}");
    }

    @Test
    void aHundredMegabytesAreCutWithoutACopy() {
        String text = "x".repeat(100 * MEGABYTE);
        byte[] bytes = new byte[100 * MEGABYTE];
        List<Integer> list = Collections.nCopies(100 * MEGABYTE, 1);
        char[] chars = new char[8 * MEGABYTE];
        StringBuilder builder = new StringBuilder(new String(chars));
        ByteBuffer buffer = ByteBuffer.allocateDirect(8 * MEGABYTE);
        long[] numbers = new long[2 * MEGABYTE];
        snapshotter.take(
                List.of("warm", new long[1], new byte[1], new char[1], buffer.duplicate(), new StringBuilder()));

        for (Object large : List.of(chars, text, builder, bytes, buffer, numbers, list)) {
            for (Object value : List.of(large, List.of(large), Map.of("a", large))) {
                long before = allocated();
                Object taken = snapshotter.take(value);
                long cost = allocated() - before;

                assertThat(cost).as(large.getClass().getName()).isLessThan(1_000_000);
                assertThat(WireJson.value(taken).toString()).contains("<telltale: ");
            }
        }
        assertThat(told(bytes).asText()).endsWith(" bytes left out>");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void numbersOfAMillionDigitsAreNotPrinted() {
        BigInteger huge = BigInteger.ONE.shiftLeft(8_000_000);

        assertThat(snapshotter.take(huge)).isEqualTo("<telltale: number of 8000001 bits>");
        assertThat(snapshotter.take(new BigDecimal(huge, 3))).isEqualTo("<telltale: number of 8000001 bits>");
        assertThat(told(List.of(huge, new BigDecimal(huge, 3), 1)).toString())
                .isEqualTo("[\"<telltale: number of 8000001 bits>\",\"<telltale: number of 8000001 bits>\",1]");
    }

    @Test
    void numbersOfNineHundredDigitsAreStillTold() {
        BigInteger many = BigInteger.TEN.pow(979);

        assertThat(told(many).bigIntegerValue()).isEqualTo(many);
        assertThat(told(List.of(many)).path(0).bigIntegerValue()).isEqualTo(many);
        assertThat(told(new BigDecimal("1E+999999999")).isNumber()).isTrue();
    }

    @Test
    void aLongMapKeyIsCut() {
        JsonNode told = told(Map.of("k".repeat(5000), 1));

        assertThat(told.fieldNames().next()).hasSize(257).endsWith("…");
    }

    @Test
    void randomStructuresAlwaysParseWithinTheLimit() {
        Random random = new Random(4711);
        List<Snapshotter> limits =
                IntStream.range(0, 20).mapToObj(i -> snapshotter(64 + 97 * i)).toList();
        for (int round = 0; round < 2000; round++) {
            Snapshotter limited = limits.get(random.nextInt(limits.size()));
            int limit = 64 + 97 * limits.indexOf(limited);
            Object taken = limited.take(randomValue(random, 0));
            if (taken instanceof EncodedValue encoded) {
                assertThat(encoded.bytes().length).isLessThanOrEqualTo(limit);
            }
            assertThat(WireJson.value(taken).toString()).doesNotContain("hidden");
        }
    }

    private static Object randomValue(Random random, int depth) {
        int kind = random.nextInt(depth > 20 ? 8 : 12);
        return switch (kind) {
            case 0 -> random.nextLong();
            case 1 -> random.nextDouble();
            case 2 -> randomText(random);
            case 3 -> Double.NaN;
            case 4 -> new byte[random.nextInt(300)];
            case 5 -> new BigInteger(random.nextInt(4000), random);
            case 6 -> new Throwing();
            case 7 -> new StringBuilder(randomText(random));
            case 8, 9 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(6); i >= 0; i--) {
                    list.add(random.nextInt(9) == 0 ? list : randomValue(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<Object, Object> map = new HashMap<>();
                map.put("password", List.of("hidden"));
                for (int i = random.nextInt(6); i >= 0; i--) {
                    map.put(randomText(random), randomValue(random, depth + 1));
                }
                yield map;
            }
        };
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0x10000)));
        }
        return text.toString();
    }

    /** Fails after its first property. */
    public static final class Throwing {
        public int getA() {
            return 1;
        }

        public int getB() {
            throw new IllegalStateException();
        }
    }
}
