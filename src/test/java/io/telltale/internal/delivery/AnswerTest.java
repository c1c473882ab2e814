package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.internal.delivery.Answer.Meaning;
import io.telltale.internal.delivery.Gate.Verdict;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The design's table of answers. */
class AnswerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(2);

    @ParameterizedTest
    @CsvSource({
        "200, DELIVERED, SUCCESS, false",
        "202, DELIVERED, SUCCESS, false",
        "204, DELIVERED, SUCCESS, false",
        "301, MISCONFIGURED, FAILURE, false",
        "307, MISCONFIGURED, FAILURE, false",
        "400, REFUSED, NONE, false",
        "401, MISCONFIGURED, FAILURE, false",
        "403, MISCONFIGURED, FAILURE, false",
        "404, MISCONFIGURED, FAILURE, false",
        "405, MISCONFIGURED, FAILURE, false",
        "408, UNAVAILABLE, FAILURE, true",
        "413, TOO_LARGE, SUCCESS, false",
        "418, MISCONFIGURED, FAILURE, false",
        "422, REFUSED, NONE, false",
        "425, UNAVAILABLE, FAILURE, true",
        "429, UNAVAILABLE, FAILURE, true",
        "500, UNAVAILABLE, FAILURE, true",
        "503, UNAVAILABLE, FAILURE, true",
        "599, UNAVAILABLE, FAILURE, true",
    })
    void aStatusMeansWhatTheTableSays(int status, Meaning meaning, Verdict verdict, boolean retry) {
        Answer answer = Answer.of(FakeEndpoint.status(status), NOW);
        assertThat(answer.meaning()).isEqualTo(meaning);
        assertThat(answer.verdict()).isEqualTo(verdict);
        assertThat(answer.mayRetry(MAX_BACKOFF)).isEqualTo(retry);
        assertThat(answer.isServerError()).isEqualTo(retry);
        assertThat(answer.asFinal().mayRetry(MAX_BACKOFF)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "DNS, UNAVAILABLE, FAILURE",
        "CONNECT, UNAVAILABLE, FAILURE",
        "TLS, UNAVAILABLE, FAILURE",
        "TIMEOUT, UNAVAILABLE, FAILURE",
        "IO, UNAVAILABLE, FAILURE",
        "EXECUTOR, NOT_SENT, NONE",
    })
    void aFaultIsTriedAgainAndIsNoSingleEventsDoing(Fault fault, Meaning meaning, Verdict verdict) {
        Answer answer = Answer.of(FakeEndpoint.fault(fault), NOW);
        assertThat(answer.meaning()).isEqualTo(meaning);
        assertThat(answer.verdict()).isEqualTo(verdict);
        assertThat(answer.mayRetry(MAX_BACKOFF)).isTrue();
        assertThat(answer.isServerError()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"429, 2, true", "429, 3, false", "503, 0, true", "503, 3600, false"})
    void aNamedTimeSaysNothingOfTheEndpointAndIsWaitedForWhenItIsShort(int status, String wait, boolean retry) {
        Answer answer = Answer.of(FakeEndpoint.retryAfter(status, wait), NOW);
        assertThat(answer.meaning()).isEqualTo(Meaning.BUSY);
        assertThat(answer.verdict()).isEqualTo(Verdict.NONE);
        assertThat(answer.mayRetry(MAX_BACKOFF)).isEqualTo(retry);
    }

    @ParameterizedTest
    @CsvSource({"200", "404", "500", "502"})
    void retryAfterCountsOnlyWhereTheTableNamesIt(int status) {
        assertThat(Answer.of(FakeEndpoint.retryAfter(status, "5"), NOW).retryAfter())
                .isNull();
    }

    @Test
    void aTimeThatCanNotBeReadIsAsIfAbsent() {
        Answer answer = Answer.of(FakeEndpoint.retryAfter(503, "soon"), NOW);
        assertThat(answer.meaning()).isEqualTo(Meaning.UNAVAILABLE);
    }

    @Test
    void whatWasNeverSentNamesItsCauseAndNoMessage() {
        IllegalStateException cause = new IllegalStateException("may hold a payload");
        for (Throwable thrown : new Throwable[] {cause, new CompletionException(cause)}) {
            HttpAnswer http = Answer.notSent(thrown).http();
            assertThat(http.detail()).isEqualTo("java.lang.IllegalStateException");
        }
        assertThat(Answer.notSent(new CompletionException(null)).http().detail())
                .contains("CompletionException");
        assertThat(Answer.notSent(cause).verdict()).isEqualTo(Verdict.NONE);
        assertThat(Answer.notPermitted().mayRetry(MAX_BACKOFF)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -1",
                "'', -, -1",
                "'  ', -, -1",
                "soon, -, -1",
                "-5, -, -1",
                "1.5, -, -1",
                "0, -, 0",
                "' 120 ', -, 120",
                "601, -, 600",
                "99999999999999999999, -, 600",
                "'Thu, 01 Jan 2026 00:00:30 GMT', -, 30",
                "'Thu, 01 Jan 2026 00:00:30 GMT', not a date, 30",
                "'Thu, 01 Jan 2026 09:00:30 GMT', 'Thu, 01 Jan 2026 09:00:00 GMT', 30",
                "'Thu, 01 Jan 2026 09:00:00 GMT', 'Thu, 01 Jan 2026 09:00:30 GMT', 0",
                "'Fri, 02 Jan 2026 00:00:00 GMT', -, 600",
                "'Fri, 31 Dec 9999 23:59:59 GMT', -, 600",
                "'Mon, 01 Jan 0001 00:00:00 GMT', -, 0",
                "'Thursday, 01-Jan-26 00:00:30 GMT', -, 30",
                "'Thu Jan  1 00:00:30 2026', 'Thursday, 01-Jan-26 00:00:10 GMT', 20",
                "'Thu, 32 Jan 2026 00:00:30 GMT', -, -1",
            })
    void retryAfterIsSecondsOrADateReadAgainstTheAnswersOwn(String retryAfter, String date, long seconds) {
        assertThat(RetryAfter.parse(retryAfter, date, NOW)).isEqualTo(seconds < 0 ? null : Duration.ofSeconds(seconds));
    }
}
