package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.telltale.Mutations;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whatever a receiver answers: it means something, no wait is beyond its bounds, and its words fit on a line of the log. */
class AnswerFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    /** A status, {@code Retry-After}, {@code Date} and the body, each on a line. */
    @FuzzTest
    void anyAnswerHasAMeaningAndABoundedWait(byte[] data) {
        String[] lines = new String(data, UTF_8).split("\n", 4);
        int status = Math.floorMod(lines[0].hashCode(), 600);
        for (int each : new int[] {status, 429, 503}) {
            Answer answer = Answer.of(
                    new HttpAnswer(each, each == 0 ? Fault.IO : Fault.NONE, "", line(lines, 1), line(lines, 2), data),
                    NOW);
            assertThat(answer.meaning()).isNotNull();
            assertThat(answer.verdict()).isNotNull();
            if (answer.retryAfter() != null) {
                assertThat(answer.retryAfter()).isBetween(Duration.ZERO, Duration.ofMinutes(10));
            }
        }
        String words = line(lines, 3);
        if (words != null) {
            assertThat(Sentences.quoted(words))
                    .hasSizeLessThanOrEqualTo(303)
                    .doesNotContainPattern("[\\p{Cntrl}\\p{Zl}\\p{Zp}]");
        }
    }

    @Test
    void theSameOfChangedFilesOfTheCorpus() {
        Mutations.of(
                AnswerFuzzTest.class,
                "anyAnswerHasAMeaningAndABoundedWait",
                10_000,
                this::anyAnswerHasAMeaningAndABoundedWait);
    }

    private static String line(String[] lines, int index) {
        return index < lines.length ? lines[index] : null;
    }
}
