package io.telltale.internal.delivery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.internal.delivery.Gate.Permit;
import io.telltale.internal.delivery.Gate.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Duration RESET = Duration.ofSeconds(60);

    private final VirtualTime time = new VirtualTime();
    private double random = 0.5;
    private Gate gate;

    @BeforeEach
    void build() {
        gate = new Gate(5, RESET, time::nanos, () -> random);
    }

    @Test
    void itOpensAfterSoManyFailuresInARow() {
        fail(4);
        assertThat(gate.isClosed()).isTrue();
        fail(1);
        assertThat(gate.level()).isEqualTo(2);
        assertThat(gate.tryPass()).isNull();
        assertThat(gate.notPermitted()).isEqualTo(1);
    }

    @Test
    void aSuccessInBetweenBeginsTheCountAnew() {
        fail(4);
        gate.settle(pass(), Verdict.SUCCESS);
        fail(4);
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void oneFailureOpensAGateThatAllowsForNone() {
        Gate strict = new Gate(1, Duration.ofMillis(200), time::nanos, () -> random);
        strict.settle(requireNonNull(strict.tryPass()), Verdict.FAILURE);
        assertThat(strict.level()).isEqualTo(2);
        assertThat(strict.waitNanos(time.nanos()))
                .as("a reset time-out below a second bounds the first probe too")
                .isBetween(
                        Duration.ofMillis(200).toNanos(), Duration.ofMillis(202).toNanos());
    }

    @Test
    void theWaitForAProbeIsOneAfterWhichTheProbeMayPass() {
        for (double jitter : new double[] {0, 0.123456789, 0.5, 0.999999}) {
            random = jitter;
            build();
            fail(5);
            for (int probe = 0; probe < 10; probe++) {
                long wait = gate.waitNanos(time.nanos());
                assertThat(wait).isPositive();
                time.advance(Duration.ofNanos(wait - Duration.ofMillis(3).toNanos()));
                assertThat(gate.tryPass()).as("too early").isNull();
                time.advance(Duration.ofMillis(3));
                assertThat(gate.waitNanos(time.nanos())).isZero();
                Permit permit = pass();
                assertThat(gate.level()).isEqualTo(1);
                assertThat(gate.tryPass()).as("a second one").isNull();
                gate.settle(permit, Verdict.FAILURE);
                assertThat(gate.level()).isEqualTo(2);
            }
        }
    }

    @Test
    void aProbeThatSucceedsClosesIt() {
        fail(5);
        time.advance(Duration.ofSeconds(2));
        gate.settle(pass(), Verdict.SUCCESS);
        assertThat(gate.isClosed()).isTrue();
        fail(4);
        assertThat(gate.isClosed()).as("old failures are forgotten").isTrue();
    }

    @Test
    void aProbeWithoutAVerdictMakesRoomForAnother() {
        fail(5);
        time.advance(Duration.ofSeconds(2));
        gate.settle(pass(), Verdict.NONE);
        assertThat(gate.level()).isEqualTo(1);
        gate.settle(pass(), Verdict.SUCCESS);
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void whatBeganBeforeATransitionGivesNoVerdictAfterIt() {
        Permit early = pass();
        Permit other = pass();
        fail(5);
        gate.settle(early, Verdict.SUCCESS);
        assertThat(gate.level()).isEqualTo(2);
        time.advance(Duration.ofSeconds(2));
        Permit probe = pass();
        gate.settle(early, Verdict.SUCCESS);
        gate.settle(other, Verdict.FAILURE);
        assertThat(gate.level()).as("the probe alone decides").isEqualTo(1);
        gate.settle(probe, Verdict.SUCCESS);
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void aFailureThatNoAnswerShowedEndsHalfOpen() {
        fail(5);
        time.advance(Duration.ofSeconds(2));
        Permit lost = pass();
        gate.fail();
        assertThat(gate.level()).isEqualTo(2);
        gate.settle(lost, Verdict.SUCCESS);
        assertThat(gate.level()).as("a late answer settles nothing").isEqualTo(2);
    }

    @Test
    void aProbeMayBeAllowedAheadOfItsTime() {
        fail(5);
        gate.allowProbe();
        gate.allowProbe();
        assertThat(gate.waitNanos(time.nanos())).isZero();
        Permit probe = pass();
        assertThat(gate.tryPass()).isNull();
        gate.settle(probe, Verdict.SUCCESS);
        gate.allowProbe();
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void nothingPassesBeforeTheTimeThatAServerNamedNotEvenAProbe() {
        gate.hold(Duration.ofSeconds(30));
        fail(0);
        gate.allowProbe();
        assertThat(gate.tryPass()).isNull();
        time.advance(Duration.ofMillis(29_999));
        assertThat(gate.tryPass()).isNull();
        assertThat(gate.leastWaitNanos(time.nanos()))
                .isEqualTo(Duration.ofMillis(1).toNanos());
        time.advance(Duration.ofMillis(1));
        assertThat(gate.tryPass()).isNotNull();
    }

    @Test
    void aSuccessWithoutLeaveClosesItWhateverAProbeSaysAfterIt() {
        fail(5);
        gate.heed(Verdict.SUCCESS);
        assertThat(gate.isClosed()).isTrue();

        fail(5);
        time.advance(Duration.ofSeconds(2));
        Permit probe = pass();
        gate.heed(Verdict.SUCCESS);
        gate.settle(probe, Verdict.FAILURE);
        assertThat(gate.isClosed()).isTrue();
        fail(4);
        assertThat(gate.isClosed()).as("old failures are forgotten").isTrue();
    }

    @Test
    void aFailureWithoutLeaveCountsWhileItIsClosedAndTakesNoProbe() {
        fail(4);
        gate.heed(Verdict.NONE);
        assertThat(gate.isClosed()).isTrue();
        gate.heed(Verdict.FAILURE);
        assertThat(gate.level()).isEqualTo(2);
        gate.heed(Verdict.FAILURE);
        time.advance(Duration.ofSeconds(2));
        Permit probe = pass();
        gate.heed(Verdict.FAILURE);
        assertThat(gate.level()).isEqualTo(1);
        gate.settle(probe, Verdict.SUCCESS);
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void aSuccessWithoutLeaveBeginsTheCountAnew() {
        gate.heed(Verdict.SUCCESS);
        fail(4);
        gate.heed(Verdict.SUCCESS);
        fail(4);
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void nothingPassesAPauseNotEvenAProbeAndItChangesNoOtherTime() {
        fail(5);
        gate.pause();
        gate.allowProbe();
        assertThat(gate.tryPass()).isNull();
        assertThat(gate.waitNanos(time.nanos())).isZero();
        assertThat(gate.notPermitted()).isEqualTo(1);
        gate.resume();
        gate.settle(pass(), Verdict.SUCCESS);
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void theTimeNamedOnlyMovesForwardAndAtMostTenMinutes() {
        gate.hold(Duration.ofSeconds(30));
        gate.hold(Duration.ofSeconds(5));
        assertThat(gate.leastWaitNanos(time.nanos()))
                .isEqualTo(Duration.ofSeconds(30).toNanos());
        gate.hold(Duration.ofDays(3));
        assertThat(gate.leastWaitNanos(time.nanos()))
                .isEqualTo(Duration.ofMinutes(10).toNanos());
    }

    @Test
    void clientsThatWereToldTheSameTimeComeBackOverHalfOfItAndThirtySecondsAtMost() {
        random = 0;
        assertThat(comesBackAfter(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(20));
        random = 0.5;
        assertThat(comesBackAfter(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(25));
        assertThat(comesBackAfter(Duration.ofMinutes(5))).isEqualTo(Duration.ofSeconds(315));
        random = 1;
        assertThat(comesBackAfter(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(30));
        assertThat(comesBackAfter(Duration.ZERO)).isEqualTo(Duration.ZERO);
    }

    @Test
    void whoeverIsBackByARetryWaitsNoLonger() {
        gate.hold(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(2));
        assertThat(gate.waitNanos(time.nanos()))
                .isEqualTo(Duration.ofMillis(500).toNanos());
        gate.settle(pass(), Verdict.SUCCESS);
        assertThat(gate.waitNanos(time.nanos())).isZero();
    }

    @Test
    void whoeverIsBackByACheckWaitsNoLonger() {
        gate.hold(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(2));
        gate.heed(Verdict.SUCCESS);
        assertThat(gate.waitNanos(time.nanos())).isZero();
    }

    @Test
    void aSuccessOfARequestThatBeganBeforeTheHoldDoesNotEndIt() {
        Permit early = pass();
        gate.hold(Duration.ofSeconds(2));
        gate.settle(early, Verdict.SUCCESS);
        assertThat(gate.waitNanos(time.nanos()))
                .isEqualTo(Duration.ofMillis(2_500).toNanos());
    }

    private Duration comesBackAfter(Duration named) {
        build();
        gate.hold(named);
        return Duration.ofNanos(gate.waitNanos(time.nanos()));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            gate.settle(pass(), Verdict.FAILURE);
        }
    }

    private Permit pass() {
        return requireNonNull(gate.tryPass(), "permit");
    }
}
