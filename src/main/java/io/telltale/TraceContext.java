package io.telltale;

import org.jspecify.annotations.Nullable;

/**
 * The identity of one span: what its children need to know of it. Immutable; the ids are those of
 * <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>.
 */
public final class TraceContext {
    private static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();

    /** Stands as current while the library itself runs user code on this thread: traced calls then pass straight through. */
    private static final TraceContext SUPPRESSED = new TraceContext(0, 0, 0, false, 0);

    private final long traceIdHigh;
    private final long traceIdLow;
    private final long spanId;
    private final boolean sampled;
    private final long epochOffsetNanos;

    /**
     * @param traceIdHigh the trace id's first eight bytes
     * @param traceIdLow the trace id's last eight bytes; the two are not both 0
     * @param spanId never 0
     * @param sampled whether successful calls of this trace are told; a failure always is
     * @param epochOffsetNanos the wall clock in nanoseconds since 1970 less {@link System#nanoTime}, read once a trace,
     *     so that a wall clock that steps can't reorder a trace
     */
    public TraceContext(long traceIdHigh, long traceIdLow, long spanId, boolean sampled, long epochOffsetNanos) {
        this.traceIdHigh = traceIdHigh;
        this.traceIdLow = traceIdLow;
        this.spanId = spanId;
        this.sampled = sampled;
        this.epochOffsetNanos = epochOffsetNanos;
    }

    /** The span that runs on this thread, or null outside traced calls and scopes. */
    public static @Nullable TraceContext current() {
        TraceContext current = CURRENT.get();
        return current == SUPPRESSED ? null : current;
    }

    /**
     * Makes {@code next} this thread's current span and returns what was there, to be put back by a second call. Null is
     * no span; the thread keeps nothing then.
     */
    public static @Nullable TraceContext exchange(@Nullable TraceContext next) {
        TraceContext previous = CURRENT.get();
        if (next == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(next);
        }
        return previous;
    }

    /** Turns tracing off on this thread until what this returns is put back with {@link #exchange}. */
    public static @Nullable TraceContext suppress() {
        return exchange(SUPPRESSED);
    }

    /** Whether {@link #suppress} is in force on this thread. */
    public static boolean isSuppressed() {
        return CURRENT.get() == SUPPRESSED;
    }

    /** A span of the same trace, to run inside this one. */
    public TraceContext child(long childSpanId) {
        return new TraceContext(traceIdHigh, traceIdLow, childSpanId, sampled, epochOffsetNanos);
    }

    /** The trace id's first eight bytes. */
    public long traceIdHigh() {
        return traceIdHigh;
    }

    /** The trace id's last eight bytes. */
    public long traceIdLow() {
        return traceIdLow;
    }

    /** The trace id as 32 lower-case hexadecimal digits. */
    public String traceId() {
        return hex(traceIdHigh) + hex(traceIdLow);
    }

    /** The span id as a number, never 0. */
    public long spanIdAsLong() {
        return spanId;
    }

    /** The span id as 16 lower-case hexadecimal digits. */
    public String spanId() {
        return hex(spanId);
    }

    /** Whether successful calls of this trace are told. */
    public boolean sampled() {
        return sampled;
    }

    /** Wall clock less {@link System#nanoTime}, in nanoseconds, as read when the trace began in this process. */
    public long epochOffsetNanos() {
        return epochOffsetNanos;
    }

    /** The ids, for logs. */
    @Override
    public String toString() {
        return traceId() + "-" + spanId();
    }

    static String hex(long value) {
        String digits = Long.toHexString(value);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
