package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JsonBytesTest {
    /** Written behind something else into a buffer that is full, so that each has to find its own room. */
    private static String written(Consumer<JsonBytes> writing) {
        JsonBytes out = new JsonBytes(1);
        out.append('>');
        writing.accept(out);
        return new String(out.toByteArray(), UTF_8).substring(1);
    }

    @Test
    void numbersOfEveryLengthAreWrittenWithoutLeadingZeros() {
        long power = 1;
        for (int digits = 1; digits <= 19; digits++, power *= 10) {
            for (long number : new long[] {power - 1, power, power + 1, 9 * (power / 10), -power, 1 - power}) {
                assertThat(written(out -> out.append(number))).isEqualTo(Long.toString(number));
            }
        }
        for (long number :
                new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, 1_000_000_010_000_000_000L}) {
            assertThat(written(out -> out.append(number))).isEqualTo(Long.toString(number));
        }
    }

    @Test
    void anyNumberIsWrittenAsJavaWritesIt() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(written(out -> out.append(number))).isEqualTo(Long.toString(number));
            assertThat(written(out -> out.appendHex(number))).isEqualTo(String.format("%016x", number));
        }
    }

    @Test
    void whereverAnEscapeIsNeededInATextItIsWritten() {
        for (int length = 1; length < 20; length++) {
            for (int index = 0; index < length; index++) {
                String before = "x".repeat(index);
                String after = "~ !#[]".repeat(3).substring(0, length - index - 1);
                assertThat(written(out -> out.appendText(before + '"' + after))).isEqualTo(before + "\\\"" + after);
                assertThat(written(out -> out.appendText(before + '\\' + after)))
                        .isEqualTo(before + "\\\\" + after);
                assertThat(written(out -> out.appendText(before + '\u001f' + after)))
                        .isEqualTo(before + "\\u001f" + after);
                assertThat(written(out -> out.appendText(before + '\u0080' + after)))
                        .isEqualTo(before + '\u0080' + after);
                assertThat(written(out -> out.appendText(before + '\u6f22' + after)))
                        .isEqualTo(before + '\u6f22' + after);
            }
        }
    }
}
