package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TracingStats;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures as people read them. */
class SentencesTest {
    private static final int SECOND = 1;
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;

    @ParameterizedTest
    @CsvSource({
        "40, " + SECOND + ", 40 s",
        "99, " + SECOND + ", 99 s",
        "100, " + SECOND + ", 2 min",
        "99, " + MINUTE + ", 99 min",
        "100, " + MINUTE + ", 2 h",
        "47, " + HOUR + ", 47 h",
        "48, " + HOUR + ", 2 days",
        "240, " + HOUR + ", 10 days",
    })
    void theTimeLeftIsToldInTheUnitInWhichItIsOfTwoDigitsIfItCanBe(int time, int unit, String words) {
        assertThat(fills(0.8, new Traffic.Rates(20, 10), time * unit)).contains(", full in about " + words + ".");
    }

    @Test
    void aStoreThatGrowsNoMoreIsNotToldToBeFullSoon() {
        assertThat(fills(0.8, new Traffic.Rates(10, 10), Double.NaN)).contains(", it is not filling any more.");
        assertThat(fills(1, new Traffic.Rates(10, 20), 0)).contains("100 % full", ", there is no room left.");
    }

    @Test
    void whatIsNotQuiteFullIsNotToldAsFull() {
        assertThat(fills(0.9999, new Traffic.Rates(10, 0), 1)).contains("is 99 % full");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.04, 0.0", "0.26, 0.3", "9.94, 9.9", "10, 10", "10.5, 11", "1234.4, 1234"})
    void smallRatesHaveADecimal(double rate, String words) {
        assertThat(fills(0.8, new Traffic.Rates(rate, 0), 1)).contains(": " + words + " events/s come and 0 leave,");
    }

    private static String fills(double fill, Traffic.Rates rates, double secondsLeft) {
        return Sentences.storeFills(fill, rates, secondsLeft, false);
    }

    @Test
    void aNumberAgreesWithItsNoun() {
        assertThat(Sentences.storeHasRoom(0.5, 0, 0)).contains("no event was left out", ", 0 lost");
        assertThat(Sentences.storeHasRoom(0.5, 1, 2)).contains("1 event was left out", ", 2 lost");
        assertThat(Sentences.storeHasRoom(0.5, 2, 0)).contains("2 events were left out");
        assertThat(Sentences.recovered(1, 1)).isEqualTo("delivering again, 1 stored event uploaded (after 1 failure)");
        assertThat(Sentences.recovered(0, 2)).isEqualTo("delivering again (after 2 failures)");
        assertThat(Sentences.resumed(0)).isEqualTo("Sending is resumed");
        assertThat(Sentences.resumed(3)).isEqualTo("Sending is resumed, 3 stored events will leave");
    }

    @Test
    void theLastFiguresNameWhatWasLostOnlyIfSomethingWas() {
        assertThat(Sentences.closed(new TracingStats(3, 2, 1, 0, Map.of())))
                .isEqualTo("Tracing closed: 3 recorded, 2 delivered, 1 stored, 0 dropped");
        assertThat(Sentences.closed(new TracingStats(5, 2, 0, 0, Map.of("store_full", 2L, "closed", 1L))))
                .isEqualTo("Tracing closed: 5 recorded, 2 delivered, 0 stored, 3 dropped {closed=1, store_full=2}");
    }

    @Test
    void somebodyElsesWordsAreOnOneLineAndNotAtLength() {
        assertThat(Sentences.quoted(" no\r\n\tsuch tenant\u2028 ")).isEqualTo("\"no such tenant\"");
        assertThat(Sentences.quoted("x".repeat(300))).isEqualTo("\"" + "x".repeat(300) + "\"");
        assertThat(Sentences.quoted("x".repeat(301))).isEqualTo("\"" + "x".repeat(300) + "…\"");
        assertThat(Sentences.oneLine("abc", 3)).isEqualTo("abc");
        assertThat(Sentences.oneLine("a\nbcd", 3)).isEqualTo("a b…");
    }
}
