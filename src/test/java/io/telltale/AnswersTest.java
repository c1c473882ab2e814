package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The design's table of what an answer means, through the public face, in every delivery. */
@EveryDelivery
class AnswersTest {
    @Parameter
    private Delivery delivery;

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    void everyTwoHundredMeansDelivered(int status) {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.always(Collector.answer(status));

            scene.place(3);

            scene.drain();
            scene.assertAccount(3);
            assertThat(scene.tracing.stats().delivered()).isEqualTo(3);
            assertThat(scene.events("spilled")).isZero();
            assertRequestsAreCounted(scene);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void notNowIsAttemptedAgainAtOnce(int status) {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.next(Collector.answer(status));

            scene.place(1);

            Scene.eventually().until(() -> scene.tracing.stats().delivered() == 1);
            scene.assertAccount(1);
            assertThat(scene.collector.requests()).isEqualTo(2);
            assertThat(scene.events("spilled")).isZero();
            assertRequestsAreCounted(scene);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void notNowTooOftenIsGivenBackAndUploadedLater(int status) {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.next(Collector.answer(status), Collector.answer(status));

            scene.place(1);

            Scene.eventually().until(() -> scene.events("spilled") == 1);
            scene.drain();
            scene.assertAccount(1);
            assertThat(scene.events("uploaded")).isEqualTo(1);
            assertThat(scene.collector.requests()).isEqualTo(3);
            assertRequestsAreCounted(scene);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 401, 403, 404, 405, 407, 410, 418, 421})
    void aMisconfiguredEndpointIsNotAskedAgainAtOnceAndLosesNothing(int status) {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.next(Collector.answer(status));

            scene.place(1);

            Scene.eventually().until(() -> scene.events("spilled") == 1);
            scene.drain();
            scene.assertAccount(1);
            assertThat(scene.collector.requests()).isEqualTo(2);
            assertThat(scene.log.containing("status " + status))
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("check", "TELLTALE_");
            assertRequestsAreCounted(scene);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 302, 500})
    void failuresInARowOpenTheBreaker(int status) {
        try (Scene scene = Scene.of(
                delivery,
                settings -> settings.breakerMaxFailures(2)
                        .breakerResetTimeout(Scene.NEVER)
                        .uploadInterval(Duration.ofMillis(5)))) {
            scene.collector.always(Collector.answer(status));

            scene.place(1);

            Scene.eventually().until(() -> scene.tracing.health().breaker().equals("open"));
            scene.stored(1);
            assertThat(scene.collector.requests()).isEqualTo(2);
            assertThat(scene.gauge("telltale.circuit")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aTimeThatTheServerNamesIsKeptAndSpeaksNotAgainstIt(int status) {
        try (Scene scene = Scene.of(delivery, settings -> settings.breakerMaxFailures(1))) {
            scene.collector.next(Collector.answer(status, "Retry-After: 1"));

            scene.place(1);

            Scene.eventually().until(() -> scene.events("spilled") == 1);
            assertThat(scene.tracing.health().breaker()).isEqualTo("closed");
            scene.drain();
            scene.assertAccount(1);
            assertThat(scene.collector.requestTimes()).hasSize(2);
            assertThat(scene.collector.requestTimes().get(1)
                            - scene.collector.requestTimes().get(0))
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(990));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aDateThatTheServerNamesIsKeptByItsOwnClock(int status) {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.next(Collector.answer(
                    status, "Date: Thu, 01 Jan 1998 00:00:00 GMT", "Retry-After: Thu, 01 Jan 1998 00:00:01 GMT"));

            scene.place(1);

            Scene.eventually().until(() -> scene.events("spilled") == 1);
            scene.drain();
            scene.assertAccount(1);
            assertThat(scene.collector.requestTimes().get(1)
                            - scene.collector.requestTimes().get(0))
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(990));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "soon", "1.5", "Thu, 99 Foo 2026 00:00:00 GMT", "\u00e9"})
    void aTimeThatMakesNoSenseIsAsIfAbsent(String nonsense) {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.next(Collector.answer(503, "Retry-After: " + nonsense));

            scene.place(1);

            Scene.eventually().until(() -> scene.tracing.stats().delivered() == 1);
            scene.assertAccount(1);
            assertThat(scene.events("spilled")).as("attempted again at once").isZero();
        }
    }

    /** OkHttp resends these two by itself unless it is kept from that. */
    @ParameterizedTest
    @ValueSource(ints = {408, 503, 429})
    void retryAfterZeroReachesTheServerAsOftenAsItIsCounted(int status) {
        try (Scene scene = Scene.of(delivery, settings -> settings.retryMaxAttempts(3))) {
            scene.collector.next(
                    Collector.answer(status, "Retry-After: 0"), Collector.answer(status, "Retry-After: 0"));

            scene.place(1);

            Scene.eventually().until(() -> scene.tracing.stats().delivered() == 1);
            scene.assertAccount(1);
            assertThat(scene.collector.requests()).isEqualTo(3);
            assertThat(scene.events("spilled")).isZero();
            assertRequestsAreCounted(scene);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowedAndTheKeyStaysHere(int status) {
        try (Scene scene = Scene.of(delivery);
                Collector elsewhere = new Collector()) {
            scene.collector.next(Collector.answer(status, "Location: " + elsewhere.url()));

            scene.place(1);
            Scene.eventually().until(() -> scene.events("spilled") == 1);

            scene.drain();
            scene.assertAccount(1);
            assertThat(elsewhere.requests()).isZero();
            assertThat(scene.collector.headers())
                    .allSatisfy(head -> assertThat(head).containsEntry("authorization", "Bearer " + Scene.API_KEY));
        }
    }

    @Test
    void aBatchTooLargeIsSentInHalvesAndNothingIsLost() {
        try (Scene scene = together()) {
            scene.collector.always(exchange ->
                    Collector.answer(exchange.events().size() > 2 ? 413 : 200).to(exchange));

            scene.placeTogether(9);

            scene.drain();
            scene.assertAccount(10);
            assertThat(scene.tracing.stats().delivered()).isEqualTo(10);
            assertThat(scene.tracing.health().breaker()).isEqualTo("closed");
            assertThat(scene.log.containing("batch too large"))
                    .singleElement()
                    .asString()
                    .contains("TELLTALE_BATCH_MAX_BYTES");
        }
    }

    @Test
    void aBodyStaysWithinItsBoundWithAllThatStandsAroundItsEvents() {
        int most = 4_096;
        try (Scene scene = Scene.of(
                delivery,
                settings -> settings.syncMaxWait(Duration.ofMillis(20)).batchMaxBytes(most))) {
            scene.placeTogether(60);

            scene.drain();
            scene.assertAccount(61);
            assertThat(scene.collector.largestBody()).isBetween(most / 2, most);
        }
    }

    @Test
    void aSingleEventTooLargeIsDroppedUnderThatName() {
        try (Scene scene = together()) {
            scene.collector.always(exchange ->
                    Collector.answer(exchange.contains(3) ? 413 : 200).to(exchange));

            scene.placeTogether(4);

            assertThat(scene.tracing.flush(Scene.LONG)).as("one was lost").isFalse();
            scene.assertAccount(5);
            assertThat(scene.tracing.stats().dropped()).containsOnly(Map.entry("too_large", 1L));
            assertThat(scene.collector.numbers()).doesNotContain(3).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void aMalformedEventAmongGoodOnesIsFoundAndDroppedAlone(int status) {
        try (Scene scene = together()) {
            scene.collector.always(exchange ->
                    Collector.answer(exchange.contains(4) ? status : 200).to(exchange));

            scene.placeTogether(7);

            assertThat(scene.tracing.flush(Scene.LONG)).as("one was lost").isFalse();
            scene.assertAccount(8);
            assertThat(scene.tracing.stats().dropped()).containsOnly(Map.entry("rejected", 1L));
            assertThat(scene.collector.numbers()).doesNotContain(4).hasSize(7);
            assertThat(scene.log.containing("refused events as malformed"))
                    .singleElement()
                    .asString()
                    .contains("TELLTALE_FORMAT");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void anEndpointThatRefusesEverythingLosesNothing(int status) {
        try (Scene scene = together()) {
            scene.collector.always(Collector.answer(status));

            scene.place(5);
            Scene.eventually().until(() -> scene.events("spilled") == 5);
            scene.collector.always(Collector.answer(200));

            scene.drain();
            scene.assertAccount(5);
            assertThat(scene.tracing.stats().dropped()).isEmpty();
        }
    }

    @Test
    void anEventThatTheServerFailsOverDoesNotHoldUpTheOthers() {
        try (Scene scene = together()) {
            scene.collector.always(exchange ->
                    Collector.answer(exchange.contains(2) ? 500 : 200).to(exchange));

            scene.placeTogether(6);

            Scene.eventually().until(() -> {
                scene.tracing.flush(Scene.SHORT); // faster than the pace of a recovery
                return scene.collector.size() == 6;
            });
            scene.stored(1);
            scene.assertAccount(7);
        }
    }

    /** Callers of synchronous delivery don't wait for a collector that a test keeps busy. */
    private Scene together() {
        return Scene.of(delivery, settings -> settings.syncMaxWait(Duration.ofMillis(20)));
    }

    /** What the server saw is what the meters say, once the last answer has been counted. */
    private static void assertRequestsAreCounted(Scene scene) {
        Scene.eventually()
                .untilAsserted(() -> assertThat(scene.requestsCounted()).isEqualTo(scene.collector.requests()));
    }
}
