package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.Readme;
import io.telltale.internal.delivery.Gate.Verdict;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What README.md says of answers and of the bounds of their log is what the code does. */
class ReadmeAnswersTest {
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(2);

    private static final Map<String, Verdict> VERDICTS = Map.of(
            "success", Verdict.SUCCESS,
            "failure", Verdict.FAILURE,
            "none", Verdict.NONE,
            "by the halves' answers; all refused: failure", Verdict.NONE);

    @TestFactory
    Stream<DynamicTest> eachAnswerMeansWhatItsRowSays() {
        return Readme.rows("answer", "attempted again", "then", "breaker").stream()
                .flatMap(row -> answers(row.get(0))
                        .map(answer -> DynamicTest.dynamicTest(
                                row.get(0) + ": " + answer.http(), () -> meansWhatIsSaid(row, answer))));
    }

    private static void meansWhatIsSaid(List<String> row, Answer answer) {
        assertThat(answer.mayRetry(MAX_BACKOFF)).as(row.get(1)).isEqualTo(isAttemptedAgain(row.get(1), answer));
        assertThat(answer.verdict()).isEqualTo(VERDICTS.get(row.get(3)));
        assertThat(answer.isDelivered()).isEqualTo(row.get(2).equals("delivered"));
        boolean smallerNextTime = row.get(2).contains("batches of half the size");
        assertThat(answer.isServerError()).isEqualTo(smallerNextTime);
    }

    private static boolean isAttemptedAgain(String cell, Answer answer) {
        return cell.equals("yes")
                || (cell.startsWith("if it is at most")
                        && answer.retryAfter() != null
                        && answer.retryAfter().compareTo(MAX_BACKOFF) <= 0);
    }

    private static Stream<Answer> answers(String cell) {
        if (cell.startsWith("no answer")) {
            return Stream.of(Fault.CONNECT, Fault.DNS, Fault.TLS, Fault.TIMEOUT, Fault.IO)
                    .map(fault -> answer(0, fault, null));
        }
        if (cell.contains("Retry-After")) {
            return Stream.of("1", "3").flatMap(wait -> statuses(cell).mapToObj(s -> answer(s, Fault.NONE, wait)));
        }
        return statuses(cell).mapToObj(status -> answer(status, Fault.NONE, null));
    }

    private static IntStream statuses(String cell) {
        return Stream.of(cell.split("[^0-9a-z]+")).flatMapToInt(word -> {
            if (word.matches("\\dxx")) {
                int first = (word.charAt(0) - '0') * 100;
                return IntStream.of(first, first + 2, first + 4);
            }
            if (word.equals("other")) {
                return IntStream.of(402, 409, 451);
            }
            return word.matches("\\d{3}") ? IntStream.of(Integer.parseInt(word)) : IntStream.empty();
        });
    }

    private static Answer answer(int status, Fault fault, @Nullable String retryAfter) {
        return Answer.of(new HttpAnswer(status, fault, "", retryAfter, null, new byte[0]), Instant.EPOCH);
    }

    @Test
    void theBoundsAndLinesOfTheLogAreThoseOfTheCode() {
        assertThat(Readme.prose())
                .contains("at most " + DeliveryLog.MAX_LINES_A_MINUTE + " lines a minute in all")
                .contains("| log lines about delivery | " + DeliveryLog.MAX_LINES_A_MINUTE + " a minute |")
                .contains(Sentences.recovered(312, 7))
                .contains(Trouble.CONNECT.inWords() + " (")
                .contains("): " + Trouble.CONNECT.remedy())
                .contains("A `Retry-After` is kept, up to " + Gate.LONGEST_HOLD.toMinutes() + " minutes")
                .contains("the next batch gathers for "
                        + Duration.ofNanos(Pacer.GAP).toMillis() + " ms");
    }
}
