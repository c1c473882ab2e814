package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.telltale.EncodedEvent;
import io.telltale.Pressure;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a store that fills up, and what is left out of it where that is asked for. */
class PressureTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);
    private static final HttpAnswer GONE = FakeEndpoint.status(404);
    private static final int ROOM = 10_000;
    private static final String FILLS = "The event store is ";
    private static final String HAS_ROOM = "The event store has room again";

    private static final Pattern RATES =
            Pattern.compile("(\\d+) events/s come and (\\d+) leave, full in about (\\d+) s\\.");

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Random random = new Random(5);

    /** How many more requests the endpoint accepts. */
    private final AtomicInteger accepts = new AtomicInteger();

    @BeforeEach
    void listen() {
        lines.setContext(context);
        lines.start();
        context.getLogger("io.telltale").addAppender(lines);
    }

    private VirtualRoad road(Consumer<VirtualRoad.Settings> change) {
        return new VirtualRoad(settings -> {
            settings.store = new InMemoryEventStore(ROOM, 1L << 30, false);
            settings.logger = context.getLogger("io.telltale");
            settings.maxFailures = 100_000;
            change.accept(settings);
        });
    }

    // What is told

    @Test
    void anOutageThatFillsTheStoreIsToldOnceWithWhatComesAndHowLongThereIsRoom() {
        VirtualRoad road = road(settings -> {});
        road.endpoint.answers(GONE);
        fillSlowly(road, 79); // tenths of a second, 100 events each
        assertThat(told(FILLS)).isEmpty();
        fillSlowly(road, 16);

        assertThat(told(FILLS)).hasSize(1);
        assertThat(lines.list)
                .filteredOn(line -> line.getFormattedMessage().startsWith(FILLS))
                .allMatch(line -> line.getLevel() == Level.WARN);
        assertThat(told(FILLS).get(0))
                .startsWith("The event store is 80 % full: ")
                .contains(
                        "TELLTALE_STORE_PRESSURE=sample",
                        "endpoint",
                        "TELLTALE_STORE_MAX_BYTES",
                        "TELLTALE_STORE_MAX_EVENTS");
        assertRates(1_000, 0, 2);
    }

    @Test
    void aReceiverThatTakesLessThanComesIsToldWithBothRates() {
        VirtualRoad road = road(settings -> {
            settings.slots = 1;
            settings.batchEvents = 100;
        });
        road.endpoint.latency(Duration.ofSeconds(1));
        for (int tenth = 0; tenth < 450; tenth++) {
            road.record(30);
            road.advanceMillis(100);
        }

        assertThat(told(FILLS)).hasSize(1);
        assertRates(300, 100, 10);
        road.assertAccount();
    }

    @Test
    void ofAStoreThatIsNotFillingAnyMoreNoTimeIsTold() {
        VirtualRoad road = road(settings -> settings.uploadInterval = Duration.ofSeconds(30));
        road.endpoint.answers(GONE);
        road.record(8_500); // within the first 100 ms, in which there is no second look
        road.advance(Duration.ofSeconds(29));
        assertThat(told(FILLS)).isEmpty();
        road.advance(Duration.ofSeconds(1));
        assertThat(told(FILLS)).singleElement().asString().contains("85 % full", "283 events/s come");

        VirtualRoad quiet = road(settings -> settings.store = heldAtTheStart(8_500));
        quiet.endpoint.answers(GONE);
        quiet.advance(Duration.ofSeconds(20));
        assertThat(told(FILLS))
                .hasSize(2)
                .element(1)
                .asString()
                .contains("85 % full: 0 events/s come and 0 leave, it is not filling any more");
    }

    @Test
    void aFillThatFallsALittleAndRisesAgainIsNoNews() {
        VirtualRoad road = road(settings -> settings.batchEvents = 500);
        road.endpoint.answers(request -> accepts.getAndDecrement() > 0 ? OK : GONE);
        road.record(8_000);
        road.advance(Duration.ofSeconds(6));
        assertThat(told(FILLS)).hasSize(1);

        accept(road, 1);
        assertThat(road.store.fill()).isEqualTo(0.75);
        road.record(500);
        road.advance(Duration.ofMinutes(2));
        assertThat(road.store.fill()).isEqualTo(0.8);
        assertThat(told(FILLS)).hasSize(1);
        assertThat(told(HAS_ROOM)).isEmpty();

        accept(road, 3);
        assertThat(road.store.fill()).isEqualTo(0.65);
        assertThat(told(HAS_ROOM)).hasSize(1);
        road.record(1_500);
        road.advance(Duration.ofSeconds(6));
        assertThat(told(FILLS)).hasSize(2);
    }

    @Test
    void theEndOfThePressureIsToldWithWhatWasLostUnderIt() {
        VirtualRoad road = road(settings -> {});
        road.endpoint.answers(GONE);
        fillSlowly(road, 120);
        road.endpoint.answers(OK);
        road.advance(Duration.ofMinutes(1));

        assertThat(lines.list)
                .filteredOn(line -> line.getFormattedMessage().startsWith(HAS_ROOM))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.INFO);
                    assertThat(line.getFormattedMessage())
                            .contains("no event was left out", "2000 lost to a full store (store_full)")
                            .containsPattern("it is 6\\d % full");
                });
    }

    @Test
    void aRoadThatEndsUnderPressureDoesNotClaimThatThereIsRoomAgain() {
        VirtualRoad road = road(settings -> {});
        road.endpoint.answers(GONE);
        fillSlowly(road, 90);
        road.reporter.close(road.end());

        assertThat(told(FILLS)).hasSize(1);
        assertThat(told(HAS_ROOM)).isEmpty();
    }

    // What is left out

    @Test
    void withoutTheRuleNothingIsLeftOut() {
        VirtualRoad road = road(settings -> {});
        road.endpoint.answers(GONE);
        fillSlowly(road, 120);

        road.assertQuiet();
        assertThat(road.stats().dropped()).containsExactly(entry("store_full", 2_000L));
    }

    @Test
    void underPressureFailuresAreKeptAndSuccessesMakeWayUntilThereIsRoomAgain() {
        VirtualRoad road = road(settings -> settings.pressure = Pressure.SAMPLE);
        road.endpoint.answers(GONE);
        road.endpoint.latency(Duration.ZERO); // none is under way when it is looked at
        List<String> failures = new ArrayList<>();
        for (int n = 0; n < 13_000; n++) { // one in twenty fails
            TraceEvent event = n % 20 == 0 ? failure("f" + n) : success("s" + n);
            if (event.failure() != null) {
                failures.add(event.name());
            }
            road.intake.take(event, true);
            if (n % 50 == 0) {
                road.advanceMillis(50);
            }
        }
        road.advance(Duration.ofSeconds(1));
        road.assertQuiet();
        long leftOut = road.ledger.droppedTotal(DropReason.SAMPLED_UNDER_PRESSURE);
        assertThat(road.stats().dropped()).containsExactly(entry("sampled_under_pressure", leftOut));
        assertThat(road.stats().stored()).isEqualTo(13_000 - leftOut).isBetween(9_700L, (long) ROOM);
        assertThat(told(FILLS))
                .singleElement()
                .asString()
                .contains("Successful calls are sampled from here on, failures are kept")
                .doesNotContain("TELLTALE_STORE_PRESSURE");
        assertThat(told("")).anyMatch(line -> line.contains("dropped (sampled_under_pressure)"));

        road.endpoint.answers(OK);
        road.advance(Duration.ofMinutes(1));
        for (int n = 0; n < 1_000; n++) {
            road.intake.take(success("later" + n), true);
        }
        road.advance(Duration.ofMinutes(1));

        road.assertQuiet();
        assertThat(road.stats().stored()).isZero();
        assertThat(road.stats().dropped()).containsExactly(entry("sampled_under_pressure", leftOut));
        assertThat(road.endpoint.distinct()).hasSize((int) (14_000 - leftOut)).containsAll(failures);
        assertThat(road.endpoint.accepted())
                .filteredOn(name -> name.startsWith("later"))
                .hasSize(1_000);
        assertThat(told(HAS_ROOM))
                .singleElement()
                .asString()
                .contains(leftOut + " events were left out (sampled_under_pressure)", "0 lost to a full store");
    }

    @Test
    void callersWhoseLaneIsFullLeaveOutAlike() {
        VirtualRoad road = road(settings -> {
            settings.pressure = Pressure.SAMPLE;
            settings.laneEvents = 1;
            settings.store = new InMemoryEventStore(100, 1 << 20, false);
        });
        road.endpoint.answers(GONE);
        for (int n = 0; n < 500; n++) { // the courier does not step: all but the first go past the lane
            road.intake.take(success("s" + n), true);
        }
        long stored = road.stats().stored();
        assertThat(stored).isBetween(90L, 100L);
        assertThat(road.stats().dropped()).containsExactly(entry("sampled_under_pressure", 499 - stored));
        road.intake.take(failure("f"), true);
        road.advanceMillis(500);
        road.assertQuiet();

        road.endpoint.answers(OK);
        road.advance(Duration.ofMinutes(1));
        road.assertQuiet();
        assertThat(road.endpoint.distinct()).contains("f");
    }

    @Test
    @Timeout(60)
    void aCallerThatWaitsForAnEventThatIsLeftOutReturns() {
        VirtualRoad road = full(Duration.ofSeconds(30));
        Thread caller = new Thread(() -> road.immediate.deliver(success("left out")));
        caller.setDaemon(true);
        caller.start();
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        road.advanceMillis(60);

        await().until(() -> !caller.isAlive());
        assertThat(road.stats().dropped()).containsExactly(entry("sampled_under_pressure", 1L));
    }

    @Test
    void aFlushDuringWhichAnEventIsLeftOutIsNotTrue() {
        VirtualRoad road = full(Duration.ofSeconds(2));
        road.intake.take(success("left out"), true);
        CompletableFuture<Boolean> flush = road.flush();
        road.endpoint.answers(OK);
        road.endpoint.last().answer(OK);
        road.advance(Duration.ofSeconds(1));

        assertThat(flush).isCompletedWithValue(false);
        assertThat(road.flush()).isCompletedWithValue(true);
        road.assertQuiet();
        assertThat(road.stats().delivered()).isEqualTo(10);
    }

    /** A store of ten that holds ten, half of them in a request without an answer. */
    private VirtualRoad full(Duration syncMaxWait) {
        VirtualRoad road = road(settings -> {
            settings.pressure = Pressure.SAMPLE;
            settings.slots = 1;
            settings.batchEvents = 5;
            settings.store = new InMemoryEventStore(10, 1 << 20, false);
            settings.syncMaxWait = syncMaxWait;
        });
        road.endpoint.answersNothing();
        road.record(10);
        road.time.settle();
        assertThat(road.store.fill()).isEqualTo(1);
        return road;
    }

    private static InMemoryEventStore heldAtTheStart(int events) {
        InMemoryEventStore store = new InMemoryEventStore(ROOM, 1L << 30, false);
        for (int i = 0; i < events; i++) {
            store.add(new EncodedEvent(FakeFormat.ENVELOPE, new byte[10], 0));
        }
        return store;
    }

    private static void fillSlowly(VirtualRoad road, int tenthsOfASecond) {
        for (int i = 0; i < tenthsOfASecond; i++) {
            road.record(100);
            road.advanceMillis(100);
        }
    }

    /** Has the endpoint accept so many requests, and refuse those after. */
    private void accept(VirtualRoad road, int requests) {
        accepts.set(requests);
        road.advance(Duration.ofSeconds(30));
        assertThat(accepts).as("what is left to accept").hasNonPositiveValue();
    }

    private TraceEvent success(String name) {
        return event(name).build();
    }

    private TraceEvent failure(String name) {
        return event(name)
                .failure(new TraceFailure("java.lang.Error", null, ""))
                .build();
    }

    private TraceEvent.Builder event(String name) {
        TraceContext span = new TraceContext(random.nextLong(), random.nextLong(), random.nextLong(), true, 0);
        return TraceEvent.of(name, span);
    }

    private void assertRates(double in, double out, double secondsLeft) {
        Matcher rates = RATES.matcher(told(FILLS).get(0));
        assertThat(rates.find()).as(told(FILLS).get(0)).isTrue();
        assertThat(Double.parseDouble(rates.group(1))).as("in").isCloseTo(in, within(in * 0.03));
        assertThat(Double.parseDouble(rates.group(2))).as("out").isCloseTo(out, within(out * 0.11));
        assertThat(Double.parseDouble(rates.group(3)))
                .as("seconds left")
                .isCloseTo(secondsLeft, within(secondsLeft * 0.1));
    }

    private List<String> told(String beginning) {
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith(beginning))
                .toList();
    }
}
