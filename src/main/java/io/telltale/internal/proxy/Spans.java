package io.telltale.internal.proxy;

import io.telltale.TraceContext;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where spans come from: ids, the decision to sample, the clocks. Thread-safe as its sources are. */
public final class Spans {
    private static final int RANDOM_BITS = 56;
    private static final long RANDOM_MASK = (1L << RANDOM_BITS) - 1;

    /**
     * How long traces that begin share one reading of the wall clock. A step of it shows so much later, as it would for
     * traces that had begun so much earlier; within a trace none ever shows.
     */
    private static final long ANCHOR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long rejectionThreshold;
    private final LongSupplier nanoTime;
    private final LongSupplier epochNanos;
    private final LongSupplier ids;
    private final UnaryOperator<TraceContext> beginning;
    private final @Nullable OpenTelemetrySpans others;

    /** Any thread writes it; it does not matter whose is last. */
    private volatile Anchor anchor;

    /**
     * @param sampleRate the share of traces to tell, from 0 to 1
     * @param nanoTime a monotonic clock in nanoseconds
     * @param epochNanos the wall clock in nanoseconds since 1970
     * @param ids random numbers of 64 bits
     */
    public Spans(double sampleRate, LongSupplier nanoTime, LongSupplier epochNanos, LongSupplier ids) {
        this(rejectionThreshold(sampleRate), nanoTime, epochNanos, ids, UnaryOperator.identity(), null);
    }

    private Spans(
            long rejectionThreshold,
            LongSupplier nanoTime,
            LongSupplier epochNanos,
            LongSupplier ids,
            UnaryOperator<TraceContext> beginning,
            @Nullable OpenTelemetrySpans others) {
        this.rejectionThreshold = rejectionThreshold;
        this.nanoTime = nanoTime;
        this.epochNanos = epochNanos;
        this.ids = ids;
        this.beginning = beginning;
        this.others = others;
        this.anchor = anchorAt(nanoTime());
    }

    private static long rejectionThreshold(double sampleRate) {
        if (!(sampleRate >= 0 && sampleRate <= 1)) {
            throw new IllegalArgumentException("A sample rate is a number from 0 to 1, not " + sampleRate);
        }
        return Math.round((1 - sampleRate) * (1L << RANDOM_BITS));
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

    /** These, but that {@code beginning} gives each trace that begins here what all its spans carry along. */
    public Spans beginning(UnaryOperator<TraceContext> beginning) {
        return new Spans(rejectionThreshold, nanoTime, epochNanos, ids, beginning, others);
    }

    /** These, but that a span may be a child of OpenTelemetry's. */
    public Spans beside(@Nullable OpenTelemetrySpans others) {
        return new Spans(rejectionThreshold, nanoTime, epochNanos, ids, beginning, others);
    }

    /** Whose child a span is that begins {@code now} where {@code enclosing} is current; null for the first of a trace. */
    @Nullable TraceContext parent(@Nullable TraceContext enclosing, long now) {
        if (others == null) {
            return enclosing;
        }
        TraceContext nearest = others.nearest(enclosing, anchor(now).sampled.epochOffsetNanos());
        return nearest == null || nearest == enclosing ? nearest : beginning.apply(nearest);
    }

    /**
     * A child of {@code parent}, or the first span of a new trace when there is none.
     *
     * @param now {@link #nanoTime} as just read, for the trace's wall clock; a clock costs more than all the rest
     */
    TraceContext start(@Nullable TraceContext parent, long now) {
        return parent == null ? newTrace(now, true) : parent.child(nonZeroId());
    }

    /**
     * The caller's span, as the headers of its request say, or, where they are absent or malformed, a new trace without a
     * span.
     */
    TraceContext continued(@Nullable String traceparent, @Nullable String tracestate) {
        long now = nanoTime();
        TraceContext remote = TraceContext.parse(traceparent, tracestate, epochOffset(now));
        return remote == null ? newTrace(now, false) : nearer(beginning.apply(remote));
    }

    /** The monotonic clock's time. */
    long nanoTime() {
        return nanoTime.getAsLong();
    }

    private TraceContext newTrace(long now, boolean withSpan) {
        long traceIdHigh = ids.getAsLong();
        long traceIdLow = nonZeroId();
        long spanId = withSpan ? nonZeroId() : 0;
        Anchor clocks = anchor(now);
        TraceContext like = isSampled(traceIdLow) ? clocks.sampled : clocks.unsampled;
        return nearer(like.inTrace(traceIdHigh, traceIdLow, spanId));
    }

    private TraceContext nearer(TraceContext begun) {
        return others == null ? begun : others.nearer(begun);
    }

    /** A reading of the wall clock young enough for a trace that begins {@code now}. */
    private Anchor anchor(long now) {
        Anchor last = anchor;
        if (now - last.readAt < ANCHOR_NANOS) {
            return last;
        }
        Anchor next = anchorAt(now);
        anchor = next;
        return next;
    }

    private Anchor anchorAt(long now) {
        long epochOffset = epochOffset(now);
        return new Anchor(now, like(true, epochOffset), like(false, epochOffset));
    }

    private TraceContext like(boolean sampled, long epochOffset) {
        return beginning.apply(new TraceContext(0, 0, 0, sampled, epochOffset));
    }

    private long epochOffset(long now) {
        return epochNanos.getAsLong() - now;
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

    /**
     * One reading of the wall clock.
     *
     * @param readAt by {@link #nanoTime}
     * @param sampled what a trace that begins is made like if it is sampled
     * @param unsampled the same if it is not
     */
    private record Anchor(long readAt, TraceContext sampled, TraceContext unsampled) {}
}
