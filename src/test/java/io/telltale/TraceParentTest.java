package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>. */
class TraceParentTest {
    private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /** The recommendation's grammar, written another way than the parser. */
    private static final Pattern GRAMMAR =
            Pattern.compile("(?!ff)(?!..-0{32})(?!.{36}0{16})(00-[0-9a-f]{32}-[0-9a-f]{16}"
                    + "-[0-9a-f]{2}|(?!00)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?)");

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff, true",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-, true",
        "fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-X, false",
    })
    void aCallersSpanIsReadWithItsFlag(String header, boolean sampled) {
        assertThat(TraceParent.parse(header))
                .isEqualTo(new TraceParent(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L, 0x00f067aa0ba902b7L, sampled));
    }

    @ParameterizedTest
    @CsvSource({
        "00-00000000000000000000000000000001-00f067aa0ba902b7-01",
        "00-10000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-8000000000000000-01",
    })
    void idsMayBeAnythingButZero(String header) {
        assertThat(TraceContext.parse(header, null, 0).traceparent()).isEqualTo(header);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
                "0A-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-011",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-.1",
                "0-04bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-\u0664bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void aMalformedHeaderIsNone(String header) {
        assertThat(TraceParent.parse(header)).isNull();
        assertThat(TraceContext.parse(header, "vendor=1", 0)).isNull();
    }

    @Test
    void whateverComesIsReadAsTheGrammarSaysAndNeverThrows() {
        Random random = new Random(20211123);
        String alphabet = "0123456789abcdefABCDEFg-_ \u0000\u0660\uD83D";
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder header = new StringBuilder(VALID);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                change(header, alphabet.charAt(random.nextInt(alphabet.length())), random);
            }
            String text = header.toString();
            boolean wellFormed = GRAMMAR.matcher(text).matches();
            assertThat(TraceParent.parse(text) != null).as(text).isEqualTo(wellFormed);
            read += wellFormed ? 1 : 0;
        }
        assertThat(read).isBetween(10_000, 190_000);
    }

    private static void change(StringBuilder header, char letter, Random random) {
        int at = random.nextInt(header.length());
        switch (random.nextInt(4)) {
            case 0 -> header.insert(at, letter);
            case 1 -> header.deleteCharAt(at);
            case 2 -> header.append(letter);
            default -> header.setCharAt(at, letter);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vendor=1", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "a=1,\tb=2", "not even a list"})
    void aStateIsPassedOnUnread(String state) {
        assertThat(TraceParent.passable(state)).isEqualTo(state);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", "a=1\r\nEvil: yes", "a=\u0000", "a=\u007f", "a=ü"})
    void aStateThatNoHeaderCanCarryIsDropped(String state) {
        assertThat(TraceParent.passable(state)).isNull();
    }

    @Test
    void aStateOf512CharactersIsPassedOnAndALongerOneDropped() {
        assertThat(TraceParent.passable("a".repeat(512))).hasSize(512);
        assertThat(TraceParent.passable("a".repeat(513))).isNull();
    }
}
