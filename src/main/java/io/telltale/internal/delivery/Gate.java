package io.telltale.internal.delivery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may leave now: the circuit breaker, the time that a server named ({@code Retry-After}) and the time
 * of the next probe, all on one monotonic clock; and whether somebody has paused it all. Thread-safe.
 */
final class Gate {
    /** What an answer says about the endpoint. */
    enum Verdict {
        SUCCESS,
        FAILURE,
        /** Nothing: the server named a time, or no request was made. */
        NONE
    }

    /** Leave to make one request; its verdict counts only while the breaker is in the state that gave it. */
    record Permit(int generation) {}

    static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    /** How much later than a server named its clients come back at most. */
    static final Duration WIDEST_SPREAD = Duration.ofSeconds(30);

    private static final Duration FIRST_PROBE_AFTER = Duration.ofSeconds(1);
    private static final long REFUSED_PROBE = Duration.ofMillis(10).toNanos();

    private final int maxFailures;
    private final Backoff probes;
    private final LongSupplier nanoClock;
    private final DoubleSupplier random;
    private final long origin;

    /**
     * Null before the first failure, and closed then: it opens after failures in a row, so what went well before them makes
     * no difference, and a start need not wait for its classes. Written once, under the lock.
     */
    private volatile @Nullable CircuitBreaker breaker;

    /**
     * How many transitions the breaker has made. Guarded by this, as every transition is: between a transition and its
     * count, a permit of the new state would be taken for one of the old, and half-open has but one.
     */
    private int generation;

    /** The breaker's, when its transitions were counted last. Guarded by this. */
    private CircuitBreaker.State counted = CircuitBreaker.State.CLOSED;

    /** When the breaker lets the next probe through. Written under the lock, read by anyone. */
    private volatile long nextProbe;

    /** Nothing is sent before; only ever moves forward. Written under the lock, read by anyone. */
    private volatile long notBefore;

    /** When to come back after that, since a server names one time to all. Written under the lock, read by anyone. */
    private volatile long comeBack;

    /** Whether nothing passes until somebody says so. Any thread. */
    private volatile boolean paused;

    private final LongAdder notPermitted = new LongAdder();

    /** @param random uniform in [0, 1); thread-safe */
    Gate(int maxFailures, Duration resetTimeout, LongSupplier nanoClock, DoubleSupplier random) {
        this.maxFailures = maxFailures;
        this.probes = new Backoff(min(FIRST_PROBE_AFTER, resetTimeout), resetTimeout, random);
        this.nanoClock = nanoClock;
        this.random = random;
        this.origin = nanoClock.getAsLong();
        this.nextProbe = origin;
        this.notBefore = origin;
        this.comeBack = origin;
    }

    private CircuitBreaker newBreaker() {
        return CircuitBreaker.of(
                "telltale",
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                maxFailures,
                                maxFailures,
                                CircuitBreakerConfig.SlidingWindowType.COUNT_BASED,
                                // The lock-free window throws at every call when it has one place.
                                CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
                        .failureRateThreshold(100) // every one of the last maxFailures: that many in a row
                        .slowCallDurationThreshold(Duration.ofDays(1)) // slowness is the time-out's to judge
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(opened -> untilProbe(probes.nanos(opened)))
                        .clock(new MonotonicClock())
                        .build());
    }

    /** To be called after whatever may be a transition. For a listener the breaker would make an event of every request. */
    private void countTransition() {
        CircuitBreaker.State state = state();
        if (state != counted) {
            counted = state;
            generation++;
        }
    }

    /** The breaker asks how long to stay open; the courier must know as well when to come back. */
    private long untilProbe(long nanos) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        // One more: the breaker lets a call through strictly after its time.
        nextProbe = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis + 1);
        return millis;
    }

    /** Leave for one request, or null. Every permit is settled exactly once. */
    synchronized @Nullable Permit tryPass() {
        long now = nanoClock.getAsLong();
        CircuitBreaker made = breaker;
        boolean permitted = !paused && now - notBefore >= 0 && (made == null || made.tryAcquirePermission());
        countTransition();
        if (!permitted) {
            notPermitted.increment();
            if (isOpen() && nextProbe - now <= 0) {
                nextProbe = now + REFUSED_PROBE; // the breaker read the clock later than this did
            }
            return null;
        }
        return new Permit(generation);
    }

    /** Says how the permitted request ended. */
    synchronized void settle(Permit permit, Verdict verdict) {
        if (permit.generation() != generation) {
            return; // it began before the last transition: the breaker would take it for news of today
        }
        CircuitBreaker made = breaker;
        if (verdict == Verdict.SUCCESS) {
            cameBack();
        }
        if (verdict == Verdict.FAILURE) {
            fail();
        } else if (made != null) {
            if (verdict == Verdict.SUCCESS) {
                made.onSuccess(0, TimeUnit.NANOSECONDS);
            } else {
                made.releasePermission();
            }
            countTransition();
        }
    }

    /** A failure that no single answer showed: everything in a batch was refused, or no answer came at all. */
    synchronized void fail() {
        CircuitBreaker made = breaker;
        if (made == null) {
            made = newBreaker();
            breaker = made;
        }
        made.onError(0, TimeUnit.NANOSECONDS, new EndpointFailure());
        countTransition();
    }

    /** A success after the time that a server named: nobody need spread out any more. Guarded by this. */
    private void cameBack() {
        if (nanoClock.getAsLong() - notBefore >= 0) {
            comeBack = notBefore;
        }
    }

    /** Says how a request ended that was made without leave: a success ends an outage, a failure prolongs none. */
    synchronized void heed(Verdict verdict) {
        CircuitBreaker made = breaker;
        if (verdict == Verdict.SUCCESS) {
            cameBack();
        }
        if (verdict == Verdict.FAILURE && isClosed()) {
            fail();
        } else if (verdict == Verdict.SUCCESS && made != null) {
            if (isClosed()) {
                made.onSuccess(0, TimeUnit.NANOSECONDS);
            } else {
                made.transitionToClosedState();
            }
            countTransition();
        }
    }

    /**
     * Nothing is sent for so long, at most {@link #LONGEST_HOLD}. A server that names a time names it to all its clients,
     * so each comes back a random while later.
     */
    synchronized void hold(Duration wait) {
        Duration named = min(wait, LONGEST_HOLD);
        long until = nanoClock.getAsLong() + named.toNanos();
        long spread = min(named.dividedBy(2), WIDEST_SPREAD).toNanos();
        notBefore = later(notBefore, until);
        comeBack = later(comeBack, until + (long) (spread * random.getAsDouble()));
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    /** Lets one probe through an open breaker ahead of its time; the time that a server named stands. */
    synchronized void allowProbe() {
        CircuitBreaker made = breaker;
        if (made != null && isOpen()) {
            made.transitionToHalfOpenState();
            countTransition();
        }
    }

    /** Lets nothing pass until {@link #resume}; what has passed is not called back. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    boolean isPaused() {
        return paused;
    }

    /** How long the time that a server named is ahead, in nanoseconds; 0: it is not. */
    long holdNanos() {
        return Math.max(0, notBefore - nanoClock.getAsLong());
    }

    /** How long until a request should be tried, in nanoseconds, a pause aside; 0: now. */
    long waitNanos(long now) {
        return waitNanos(now, comeBack);
    }

    /** How long until a request that somebody waits for may be tried, in nanoseconds; 0: now. */
    long leastWaitNanos(long now) {
        return waitNanos(now, notBefore);
    }

    private long waitNanos(long now, long held) {
        long wait = held - now;
        if (isOpen()) {
            wait = Math.max(wait, nextProbe - now);
        }
        return Math.max(0, wait);
    }

    /** Whether nothing passes until the next probe. */
    boolean isOpen() {
        return state() == CircuitBreaker.State.OPEN;
    }

    /** Whether requests flow freely, as far as the breaker is concerned. */
    boolean isClosed() {
        return state() == CircuitBreaker.State.CLOSED;
    }

    /** How often {@link #tryPass} refused. */
    long notPermitted() {
        return notPermitted.sum();
    }

    /** 0 closed, 1 half-open, 2 open: what the gauge shows. */
    int level() {
        return switch (state()) {
            case OPEN -> 2;
            case HALF_OPEN -> 1;
            default -> 0;
        };
    }

    private CircuitBreaker.State state() {
        CircuitBreaker made = breaker;
        return made == null ? CircuitBreaker.State.CLOSED : made.getState();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The breaker wants an exception; nobody reads it. */
    private static final class EndpointFailure extends RuntimeException {
        EndpointFailure() {
            super("endpoint failed", null, false, false);
        }
    }

    /** Resilience4j reads wall time unless given a clock; a wall clock that steps would keep the breaker open. */
    private final class MonotonicClock extends Clock {
        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanoClock.getAsLong() - origin);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
