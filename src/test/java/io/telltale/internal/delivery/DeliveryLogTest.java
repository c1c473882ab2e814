package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryLogTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("io.telltale");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private DeliveryLog log;

    @BeforeEach
    void listen() {
        lines.setContext(context);
        lines.start();
        logger.addAppender(lines);
        log = new DeliveryLog(logger, nanos::get);
    }

    @Test
    void theFirstFailureOfAKindIsAWarningWithTheRemedy() {
        log.failure(fault(Fault.CONNECT, "Connection refused: localhost:4318"));
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage())
                    .contains("refused", "Connection refused: localhost:4318", "TELLTALE_ENDPOINT");
        });
    }

    @Test
    void aPauseAndItsEndAreLinesAndStayWithinTheLimitOfAMinute() {
        log.paused();
        log.resumed(312);
        log.resumed(0);
        assertThat(messages()).hasSize(3);
        assertThat(messages().get(0)).isEqualTo("Sending is paused: events are stored until it is resumed");
        assertThat(messages().get(1)).isEqualTo("Sending is resumed, 312 stored events will leave");
        assertThat(messages().get(2)).isEqualTo("Sending is resumed");
        repeat(100, log::paused);
        assertThat(messages()).hasSize(DeliveryLog.MAX_LINES_A_MINUTE);
        after(Duration.ofMinutes(1));
        log.paused();
        assertThat(messages()).hasSize(DeliveryLog.MAX_LINES_A_MINUTE + 1);
    }

    @Test
    void repeatsWithinAMinuteAreCountedAndToldWithTheNextOne() {
        repeat(42, () -> log.failure(status(500)));
        assertThat(lines.list).hasSize(1);
        after(Duration.ofSeconds(59));
        log.failure(status(500));
        assertThat(lines.list).hasSize(1);
        after(Duration.ofSeconds(1));
        log.failure(status(500));
        assertThat(messages()).hasSize(2);
        assertThat(messages().get(1)).contains("status 500", "… and 42 more in the last minute");
    }

    @Test
    void repeatsThatNoFurtherOneFollowsAreSummedUpAMinuteLater() {
        repeat(42, () -> log.failure(status(500)));
        log.summarize();
        assertThat(lines.list).hasSize(1);
        after(Duration.ofMinutes(3));
        log.summarize();
        log.summarize();
        assertThat(messages()).hasSize(2);
        assertThat(messages().get(1)).contains("… and 40 more in the last 3 minutes");
    }

    @Test
    void aFailureLongAfterTheLastOneClaimsNoRepeats() {
        log.failure(status(500));
        after(Duration.ofHours(1));
        log.failure(status(500));
        assertThat(messages()).hasSize(2).noneMatch(line -> line.contains("more"));
    }

    @Test
    void eachKindHasAFirstLineOfItsOwn() {
        log.failure(status(500));
        log.failure(status(401));
        log.failure(fault(Fault.TIMEOUT, "10 s"));
        log.failure(status(502));
        assertThat(messages()).hasSize(3);
    }

    @Test
    void recoveryIsToldOnceAndTheNextFailureIsTheFirstOfItsKindAgain() {
        log.recovered(5);
        assertThat(lines.list).as("nothing had failed").isEmpty();
        repeat(3, () -> log.failure(status(503)));
        log.recovered(312);
        log.recovered(0);
        log.failure(status(503));
        assertThat(messages()).hasSize(3);
        assertThat(messages().get(1)).isEqualTo("delivering again, 312 stored events uploaded (after 3 failures)");
        assertThat(lines.list.get(1).getLevel()).isEqualTo(Level.INFO);
        assertThat(messages().get(2)).contains("status 503");
    }

    @Test
    void recoveryWithNothingUploadedSaysNoMoreThanThat() {
        log.failure(status(503));
        log.recovered(0);
        assertThat(messages().get(1)).isEqualTo("delivering again (after 1 failure)");
    }

    @Test
    void refusedEventsAreNoOutageSoNoRecoveryFollowsThem() {
        log.failure(status(400));
        log.failure(status(413));
        log.failure(Trouble.METERS, "The meter registry could not register a meter");
        log.recovered(1);
        assertThat(messages()).hasSize(3).noneMatch(line -> line.contains("again"));
    }

    @Test
    void aStoreThatFillsUpIsToldAtMostOnceAMinuteAndNoSentenceIsMadeInVain() {
        assertThat(log.storeFills(() -> "fills")).isTrue();
        assertThat(log.storeHasRoom(() -> "has room")).isTrue();
        after(Duration.ofSeconds(59));
        assertThat(log.storeFills(DeliveryLogTest::unasked)).isFalse();
        after(Duration.ofSeconds(1));
        assertThat(log.storeFills(() -> "fills again")).isTrue();
        assertThat(messages()).containsExactly("fills", "has room", "fills again");
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO, Level.WARN);
    }

    @Test
    void aStoreThatFillsUpIsNotToldBeyondTheLinesOfAMinute() {
        repeat(1_000, () -> {
            log.failure(status(503));
            log.recovered(1);
        });
        assertThat(log.storeFills(DeliveryLogTest::unasked)).isFalse();
        assertThat(log.storeHasRoom(DeliveryLogTest::unasked)).isFalse();
        assertThat(lines.list).hasSize(DeliveryLog.MAX_LINES_A_MINUTE);
        after(Duration.ofMinutes(1));
        assertThat(log.storeFills(() -> "fills")).isTrue();
    }

    private static String unasked() {
        throw new AssertionError("there is no room for it");
    }

    @Test
    void theFirstAcknowledgementIsToldOnce() {
        log.firstAcknowledged("http://localhost:4318/v1/traces", Duration.ofMillis(12));
        log.firstAcknowledged("http://localhost:4318/v1/traces", Duration.ofMillis(15));
        assertThat(messages())
                .containsExactly("First event acknowledged by http://localhost:4318/v1/traces after 12 ms");
        assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void lossesAreToldByReasonAtOnceAndThenSummedUp() {
        log.dropped(DropReason.STORE_FULL, 1);
        log.dropped(DropReason.CLOSED, 7);
        log.dropped(DropReason.STORE_FULL, 20);
        log.dropped(DropReason.STORE_FULL, 0);
        after(Duration.ofMinutes(1));
        log.dropped(DropReason.STORE_FULL, 22);
        assertThat(messages()).hasSize(3);
        assertThat(messages().get(0)).startsWith("1 event dropped (store_full)").contains("TELLTALE_STORE_MAX_BYTES");
        assertThat(messages().get(1)).startsWith("7 events dropped (closed)").contains("TELLTALE_SHUTDOWN_TIMEOUT");
        assertThat(messages().get(2)).startsWith("42 events dropped in the last minute (store_full)");
        assertThat(lines.list).allMatch(line -> line.getLevel() == Level.WARN);
    }

    @Test
    void closingTellsWhatWasCountedAndNotToldYet() {
        repeat(3, () -> log.failure(status(500)));
        repeat(2, () -> log.dropped(DropReason.REJECTED, 10));
        log.close();
        log.close();
        assertThat(messages()).hasSize(4);
        assertThat(messages().get(2)).contains("… and 1 more");
        assertThat(messages().get(3)).contains("10 events dropped");
    }

    @Test
    void anEndpointThatComesAndGoesAllTheTimeFillsNoLogAndItsLastWordIsTrue() {
        repeat(1_000, () -> {
            log.failure(status(503));
            log.recovered(1);
        });
        assertThat(lines.list).hasSize(DeliveryLog.MAX_LINES_A_MINUTE);
        log.failure(status(503));
        after(Duration.ofMinutes(1));
        log.recovered(1);
        assertThat(lines.list).hasSize(DeliveryLog.MAX_LINES_A_MINUTE + 1);
        assertThat(messages().get(DeliveryLog.MAX_LINES_A_MINUTE)).startsWith("delivering again");
    }

    @Test
    void aLossThatFoundNoRoomInItsMinuteIsToldInTheNext() {
        repeat(1_000, () -> {
            log.failure(status(503));
            log.recovered(1);
        });
        log.dropped(DropReason.CLOSED, 3);
        assertThat(messages()).noneMatch(line -> line.contains("dropped"));
        after(Duration.ofMinutes(1));
        log.summarize();
        assertThat(messages()).anyMatch(line -> line.startsWith("3 events dropped (closed)"));
    }

    @Test
    void anAppenderThatThrowsReachesNobodyAndIsCounted() {
        logger.addAppender(throwing());
        log.failure(status(500));
        log.recovered(1);
        log.dropped(DropReason.CLOSED, 1);
        log.firstAcknowledged("http://localhost", Duration.ZERO);
        log.summarize();
        assertThat(log.failures()).isEqualTo(4);
    }

    @Test
    void aLineHasNoBreaksAndABound() {
        log.failure(fault(Fault.IO, "first\r\nWARN forged " + "x".repeat(10_000)));
        assertThat(messages().get(0)).doesNotContain("\n", "\r").hasSizeLessThan(1_000);
    }

    @Test
    void anAnswersBodyIsNeverTold() {
        log.failure(new HttpAnswer(400, Fault.NONE, "", null, null, "card 4111111111111111".getBytes(UTF_8)));
        assertThat(messages())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("status 400").doesNotContain("4111"));
    }

    @ParameterizedTest
    @CsvSource({
        "301, TELLTALE_ENDPOINT",
        "308, TELLTALE_FORMAT",
        "400, TELLTALE_FORMAT",
        "401, TELLTALE_API_KEY",
        "403, TELLTALE_HEADERS",
        "404, TELLTALE_ENDPOINT",
        "404, TELLTALE_FORMAT",
        "405, TELLTALE_ENDPOINT",
        "408, receiver's log",
        "413, TELLTALE_BATCH_MAX_BYTES",
        "418, TELLTALE_ENDPOINT",
        "422, TELLTALE_FORMAT",
        "425, receiver's log",
        "429, TELLTALE_SAMPLE_RATE",
        "500, receiver's log",
        "503, receiver's log",
        "599, receiver's log",
    })
    void everyStatusNamesWhatToLookAt(int status, String remedy) {
        log.failure(status(status));
        assertThat(messages())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("status " + status, remedy));
    }

    @Test
    void anUnavailableEndpointThatNamesATimeIsThrottling() {
        assertThat(Trouble.of(new HttpAnswer(503, Fault.NONE, "", "30", null, new byte[0])))
                .isEqualTo(Trouble.THROTTLED);
    }

    @ParameterizedTest
    @CsvSource({
        "DNS, TELLTALE_ENDPOINT",
        "CONNECT, TELLTALE_ENDPOINT",
        "TLS, TELLTALE_SSL_CERT_PATH",
        "TLS, TELLTALE_CLIENT_CERT_PATH",
        "CERTIFICATE_EXPIRED, clock",
        "CERTIFICATE_NOT_YET_VALID, clock",
        "CERTIFICATE_OF_ANOTHER_HOST, TELLTALE_ENDPOINT",
        "CERTIFICATE_UNTRUSTED, TELLTALE_SSL_CERT_PATH",
        "CLIENT_CERTIFICATE_MISSING, TELLTALE_CLIENT_KEY_PATH",
        "CLIENT_CERTIFICATE_REFUSED, TELLTALE_CLIENT_CERT_PATH",
        "NO_TLS, begin with http",
        "TLS_VERSION, TLS 1.2",
        "TIMEOUT, TELLTALE_REQUEST_TIMEOUT",
        "IO, TELLTALE_ENDPOINT",
        "EXECUTOR, limit of threads",
    })
    void everyFaultNamesWhatToLookAt(Fault fault, String remedy) {
        log.failure(fault(fault, ""));
        assertThat(messages())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(remedy).doesNotContain("()"));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfTroubleHasWordsAndARemedy(Trouble kind) {
        assertThat(kind.inWords()).isNotBlank().doesNotEndWith(".");
        assertThat(kind.remedy()).isNotBlank().doesNotEndWith(".");
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonForALossHasARemedy(DropReason reason) {
        assertThat(reason.remedy()).isNotBlank().doesNotEndWith(".");
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static HttpAnswer status(int status) {
        return new HttpAnswer(status, Fault.NONE, "", null, null, new byte[0]);
    }

    private static HttpAnswer fault(Fault fault, String detail) {
        return new HttpAnswer(0, fault, detail, null, null, new byte[0]);
    }

    private static void repeat(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private AppenderBase<ILoggingEvent> throwing() {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            public void doAppend(ILoggingEvent event) {
                throw new OutOfMemoryError("appender");
            }

            @Override
            protected void append(ILoggingEvent event) {}
        };
        appender.setContext(context);
        appender.start();
        return appender;
    }
}
