package io.telltale.internal.capture;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.Mutations;
import io.telltale.internal.format.EncodedValue;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.format.WireJson;
import io.telltale.internal.format.WireOtlp;
import io.telltale.internal.format.WireZipkin;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whatever an argument looks like: its snapshot is within its bound, valid in every format, and redacted. */
class SnapshotFuzzTest {
    private static final String CANARY = "canary-0815";
    private static final int LEAST_LIMIT = 150;

    record Card(String holder, @io.telltale.Redact String number, Object rest) {}

    @FuzzTest
    void aSnapshotIsBoundedValidAndRedactedInEveryFormat(byte[] data) {
        Shapes shapes = new Shapes(data);
        int limit = LEAST_LIMIT + 8 * shapes.next();
        Object value = shapes.value(0);
        check(WireJson.format(), WireJson::value, value, limit);
        check(WireOtlp.format(), WireOtlp::value, value, limit);
        check(WireZipkin.format(), WireZipkin::value, value, limit);
    }

    @Test
    void theSameOfChangedFilesOfTheCorpus() {
        Mutations.of(
                SnapshotFuzzTest.class,
                "aSnapshotIsBoundedValidAndRedactedInEveryFormat",
                500,
                this::aSnapshotIsBoundedValidAndRedactedInEveryFormat);
    }

    private static void check(EventFormat format, Function<Object, JsonNode> reader, Object value, int limit) {
        Object taken = new Snapshotter(format, new Redaction(List.of("password")), limit, null).take(value);
        if (taken instanceof EncodedValue encoded) {
            assertThat(encoded.bytes().length).isLessThanOrEqualTo(limit);
        } else if (taken instanceof String text) {
            assertThat(format.fit(text, limit)).isEqualTo(text.length());
        }
        assertThat(reader.apply(taken).toString()).doesNotContain(CANARY);
    }

    /** Reads bytes as instructions to build a value. */
    private static final class Shapes {
        private static final int DEEPEST = 24;

        private final byte[] data;
        private int at;

        Shapes(byte[] data) {
            this.data = data;
        }

        /** From 0 to 255; 0 where there is nothing more. */
        int next() {
            return at < data.length ? data[at++] & 0xff : 0;
        }

        private byte[] bytes(int most) {
            byte[] bytes = new byte[Math.min(most, data.length - at)];
            System.arraycopy(data, at, bytes, 0, bytes.length);
            at += bytes.length;
            return bytes;
        }

        private String text() {
            int kind = next();
            byte[] bytes = bytes(next());
            String text = new String(bytes, kind % 2 == 0 ? UTF_8 : UTF_16BE); // the latter has lone surrogates
            return kind > 200 ? text.repeat(kind) : text;
        }

        Object value(int depth) {
            int kind = depth == DEEPEST ? next() % 10 : next() % 16;
            return switch (kind) {
                case 0 -> null;
                case 1 -> next() % 2 == 0;
                case 2 -> next() - 128;
                case 3 -> new BigInteger(1, bytes(8)).longValue();
                case 4 -> Double.longBitsToDouble(new BigInteger(1, bytes(8)).longValue());
                case 5 -> new BigInteger(1, bytes(next())).shiftLeft(100 * next());
                case 6 -> new BigDecimal(BigInteger.valueOf(next()), (next() - 128) * 100_000);
                case 7 -> bytes(next());
                case 8 -> (char) (next() << 8 | next());
                case 9 -> text();
                case 10 -> Optional.ofNullable(value(depth + 1));
                case 11 -> new Card(text(), CANARY, value(depth + 1));
                case 12 -> new Object[] {value(depth + 1), text()};
                case 13, 14 -> list(depth);
                default -> map(depth);
            };
        }

        private List<Object> list(int depth) {
            List<Object> list = new ArrayList<>();
            for (int i = next() % 8; i > 0; i--) {
                list.add(value(depth + 1));
            }
            return list;
        }

        private Map<Object, Object> map(int depth) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = next() % 8; i > 0; i--) {
                map.put(next() % 4 == 0 ? "password" : text(), value(depth + 1));
            }
            map.replace("password", List.of(CANARY));
            return map;
        }
    }
}
