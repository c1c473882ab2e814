package io.telltale.internal.proxy;

import io.telltale.TraceContext;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where spans come from: ids, the decision to sample, the clocks. Thread-safe as its sources are. */
public final class Spans {
    private static final int RANDOM_BITS = 56;
    private static final long RANDOM_MASK = (1L << RANDOM_BITS) - 1;

    private final long rejectionThreshold;
    private final LongSupplier nanoTime;
    private final LongSupplier epochNanos;
    private final LongSupplier ids;

    /**
     * @param sampleRate the share of traces to tell, from 0 to 1
     * @param nanoTime a monotonic clock in nanoseconds
     * @param epochNanos the wall clock in nanoseconds since 1970
     * @param ids random numbers of 64 bits
     */
    public Spans(double sampleRate, LongSupplier nanoTime, LongSupplier epochNanos, LongSupplier ids) {
        if (!(sampleRate >= 0 && sampleRate <= 1)) {
            throw new IllegalArgumentException("A sample rate is a number from 0 to 1, not " + sampleRate);
        }
        this.rejectionThreshold = Math.round((1 - sampleRate) * (1L << RANDOM_BITS));
        this.nanoTime = nanoTime;
        this.epochNanos = epochNanos;
        this.ids = ids;
    }

    /** Spans by the system's clocks, with ids from each thread's own random source. */
    public static Spans system(double sampleRate) {
        // A thread's source has 64 bits of state, seeded by clocks: the salt keeps two processes started alike apart.
        long salt = new SecureRandom().nextLong();
        return new Spans(
                sampleRate,
                System::nanoTime,
                Spans::epochNanos,
                () -> ThreadLocalRandom.current().nextLong() ^ salt);
    }

    /**
     * A child of {@code parent}, or the first span of a new trace when there is none.
     *
     * @param now {@link #nanoTime} as just read, for the trace's wall clock; a clock costs more than all the rest
     */
    TraceContext start(@Nullable TraceContext parent, long now) {
        return parent == null ? startTrace(now) : parent.child(nonZeroId());
    }

    /**
     * The caller's span, as the headers of its request say, or, where they are absent or malformed, a new trace without a
     * span.
     */
    TraceContext continued(@Nullable String traceparent, @Nullable String tracestate) {
        long epochOffset = epochNanos.getAsLong() - nanoTime();
        TraceContext remote = TraceContext.parse(traceparent, tracestate, epochOffset);
        return remote == null ? newTrace(false, epochOffset) : remote;
    }

    /** The monotonic clock's time. */
    long nanoTime() {
        return nanoTime.getAsLong();
    }

    private TraceContext startTrace(long now) {
        return newTrace(true, epochNanos.getAsLong() - now);
    }

    private TraceContext newTrace(boolean withSpan, long epochOffset) {
        long traceIdHigh = ids.getAsLong();
        long traceIdLow = nonZeroId();
        long spanId = withSpan ? nonZeroId() : 0;
        return new TraceContext(traceIdHigh, traceIdLow, spanId, isSampled(traceIdLow), epochOffset);
    }

    /**
     * By the trace id's last 56 bits, as in OpenTelemetry's <a
     * href="https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/">consistent probability
     * sampling</a>: processes with the same rate decide alike.
     */
    private boolean isSampled(long traceIdLow) {
        return (traceIdLow & RANDOM_MASK) >= rejectionThreshold;
    }

    private long nonZeroId() {
        long id = ids.getAsLong();
        return id == 0 ? 1 : id;
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
