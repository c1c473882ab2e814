package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.telltale.TraceEvent;
import io.telltale.TracingStats;
import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Synchronous delivery: callers are real threads, time is the test's. */
@Timeout(60)
class ImmediateClientTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);
    private static final HttpAnswer GONE = FakeEndpoint.status(404);

    private final VirtualRoad road = new VirtualRoad(settings -> settings.syncMaxWait = Duration.ofSeconds(30));
    private final List<Caller> callers = new ArrayList<>();

    /** A thread in a traced call. */
    private final class Caller extends Thread {
        final TraceEvent event;

        /** The figures when the call returned. */
        volatile TracingStats returnedAt;

        volatile boolean interruptedAfter;

        Caller(String name) {
            this.event = road.event(name);
            callers.add(this);
            setDaemon(true);
        }

        @Override
        public void run() {
            road.immediate.deliver(event);
            returnedAt = road.stats();
            interruptedAfter = isInterrupted();
        }

        Caller waiting() {
            start();
            await().until(() -> getState() == State.TIMED_WAITING);
            return this;
        }

        void returned() throws InterruptedException {
            join(20_000);
            assertThat(isAlive()).as("still waiting").isFalse();
        }
    }

    @AfterEach
    void releaseCallers() throws InterruptedException {
        road.tickets.releaseAll();
        for (Caller caller : callers) {
            caller.join(10_000);
        }
    }

    @Test
    void aCallReturnsWhenItsEventIsDelivered() throws Exception {
        road.endpoint.answersNothing();
        Caller caller = new Caller("e1").waiting();
        road.time.settle();
        assertThat(caller.isAlive()).isTrue();
        road.endpoint.last().answer(OK);
        road.time.settle();
        caller.returned();
        assertThat(caller.returnedAt.delivered()).isEqualTo(1);
        road.assertAllDelivered();
    }

    @Test
    void callsThatWaitTogetherTravelTogether() throws Exception {
        road.endpoint.answersNothing();
        Caller first = new Caller("e1").waiting();
        road.time.settle();
        Caller second = new Caller("e2").waiting();
        Caller third = new Caller("e3").waiting();
        road.advanceMillis(12);
        road.endpoint.answers(OK);
        road.endpoint.last().answer(OK);
        road.advanceMillis(2);
        first.returned();
        second.returned();
        third.returned();
        assertThat(road.endpoint.requests()).hasSize(2);
        road.assertAllDelivered();
    }

    @Test
    void aCallDoesNotWaitBehindTheBacklogOfAnOutage() throws Exception {
        VirtualRoad small = new VirtualRoad(settings -> {
            settings.syncMaxWait = Duration.ofSeconds(30);
            settings.batchEvents = 2;
        });
        small.endpoint.answers(GONE);
        small.record(9);
        small.advanceMillis(20);
        small.endpoint.answers(OK);
        for (int i = 0; i < 60_000 && small.stats().delivered() == 0; i++) {
            small.advanceMillis(1);
        }
        assertThat(small.stats().stored()).isGreaterThan(2);

        int requests = small.endpoint.requests().size();
        Thread caller = new Thread(() -> small.immediate.deliver(small.event("e10")));
        caller.start();
        caller.join(20_000);

        assertThat(caller.isAlive()).as("still waiting").isFalse();
        assertThat(small.endpoint.requests()).hasSize(requests);
    }

    @Test
    void aPauseEndsEveryWaitAndNobodyWaitsUntilItIsOver() throws Exception {
        road.endpoint.answersNothing();
        Caller before = new Caller("e1").waiting();
        road.time.settle();
        road.pause();
        before.returned();
        assertThat(before.returnedAt.inFlight()).isEqualTo(1);

        Caller during = new Caller("e2");
        during.start();
        during.returned();
        road.advanceMillis(60); // while a request is under way events gather
        assertThat(road.stats().stored()).isEqualTo(1);
        road.endpoint.last().answer(OK);
        road.endpoint.answers(OK);
        road.resume();
        road.advance(Duration.ofSeconds(2));
        road.assertAllDelivered();
    }

    @Test
    void aCallThatCameBeforeThePauseWasSeenIsReleasedByTheStore() throws Exception {
        Caller caller = new Caller("e1").waiting();
        road.gate.pause();
        road.time.settle();
        caller.returned();
        assertThat(road.stats().stored()).isEqualTo(1);
    }

    @Test
    void aCallRightAfterAnotherWaitsForItsAnswerAndForNoCompany() throws Exception {
        road.endpoint.answers(OK);
        road.endpoint.latency(Duration.ZERO);
        for (int i = 1; i <= 3; i++) { // no time passes
            Caller caller = new Caller("e" + i);
            caller.start();
            await().pollInSameThread().until(() -> {
                road.time.settle();
                return !caller.isAlive();
            });
            assertThat(caller.returnedAt.delivered()).isEqualTo(i);
        }
        road.assertAllDelivered();
    }

    @Test
    void aCallReturnsWhenItsEventIsStoredBecauseItCanNotBeSent() throws Exception {
        road.endpoint.answers(GONE);
        Caller caller = new Caller("e1").waiting();
        road.advanceMillis(5);
        caller.returned();
        road.assertQuiet();
        assertThat(road.stats().stored()).isEqualTo(1);
    }

    @Test
    void aCallWhoseEventWaitsBehindARequestReturnsWhenThatFails() {
        VirtualRoad narrow = new VirtualRoad(settings -> {
            settings.slots = 1;
            settings.syncMaxWait = Duration.ofSeconds(30);
        });
        narrow.endpoint.answersNothing();
        narrow.record(1);
        narrow.time.settle();
        Thread caller = new Thread(() -> narrow.immediate.deliver(narrow.event("behind")));
        caller.setDaemon(true);
        caller.start();
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        narrow.advanceMillis(60); // it is in the store now, and the only slot is taken
        narrow.endpoint.last().answer(GONE);
        narrow.time.settle();
        await().until(() -> !caller.isAlive());
        narrow.assertAccount();
    }

    @Test
    void aCallReturnsWhenItsEventIsDropped() throws Exception {
        road.endpoint.answers(FakeEndpoint.status(413));
        Caller caller = new Caller("e1").waiting();
        road.advanceMillis(5);
        caller.returned();
        assertThat(caller.returnedAt.dropped()).containsEntry("too_large", 1L);
    }

    @Test
    void aCallWhoseEventCanNotBeWrittenReturns() throws Exception {
        Caller caller = new Caller(FakeFormat.UNENCODABLE).waiting();
        road.advanceMillis(5);
        caller.returned();
    }

    @Test
    void nobodyWaitsWhileTheEndpointIsKnownToFail() throws Exception {
        road.endpoint.answers(GONE);
        road.record(1);
        road.advanceMillis(5);
        Caller caller = new Caller("e2");
        caller.start();
        caller.returned();
        road.advanceMillis(5);
        road.assertAccount();
    }

    @Test
    void aCallThatCameBetweenAFailureAndTheNewsOfItReturnsOnceItsEventIsStored() throws Exception {
        road.endpoint.answers(GONE);
        road.record(1);
        road.advanceMillis(5);
        road.pulse.heldUp(false); // what a caller saw that read it just before the step published it
        Caller caller = new Caller("e2").waiting();
        road.advanceMillis(20);
        caller.returned();
    }

    @Test
    void nobodyWaitsBehindARequestOlderThanTheWholeWait() throws Exception {
        road.endpoint.answersNothing();
        road.record(1);
        road.advance(Duration.ofSeconds(29));
        Caller patient = new Caller("e2").waiting();
        road.advance(Duration.ofSeconds(2));
        Caller caller = new Caller("e3");
        caller.start();
        caller.returned();
        assertThat(patient.isAlive()).isTrue();
    }

    @Test
    void aCallReturnsAfterTheLongestWaitAndItsEventStaysOnItsRoad() {
        VirtualRoad brief = new VirtualRoad(settings -> settings.syncMaxWait = Duration.ofMillis(20));
        brief.endpoint.answersNothing();
        brief.immediate.deliver(brief.event("e1"));
        assertThat(brief.stats().inFlight()).isEqualTo(1);
        brief.endpoint.answers(OK);
        brief.advance(Duration.ofSeconds(1));
        brief.assertAllDelivered();
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSetAndTheEventIsDelivered() throws Exception {
        Caller caller = new Caller("e1").waiting();
        caller.interrupt();
        caller.returned();
        assertThat(caller.interruptedAfter).isTrue();
        road.advanceMillis(5);
        road.assertAllDelivered();
    }

    @Test
    void aCallAfterTheEndDoesNotWait() {
        road.end();
        road.immediate.deliver(road.event("late"));
        assertThat(road.stats().recorded()).isZero();
    }

    @Test
    void theEndReleasesWhoeverWaits() throws Exception {
        road.endpoint.answersNothing();
        Caller caller = new Caller("e1").waiting();
        road.time.settle();
        road.end();
        caller.returned();
        assertThat(caller.returnedAt.inFlight()).isZero();
    }

    @Test
    void aCallWhoseEventGoesPastAFullLaneDoesNotWaitForItsDelivery() {
        VirtualRoad narrow = new VirtualRoad(settings -> {
            settings.laneEvents = 1;
            settings.syncMaxWait = Duration.ofSeconds(30);
        });
        narrow.recordDeferred(1);
        AtomicBoolean returned = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            narrow.immediate.deliver(narrow.event("past the lane"));
            returned.set(true);
        });
        caller.start();
        await().untilTrue(returned);
        narrow.advanceMillis(5);
        narrow.assertAllDelivered();
    }
}
