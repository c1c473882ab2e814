package io.telltale;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The identity of one span: what its children need to know of it, in this process or, by the headers of <a
 * href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>, in the next one. Immutable.
 */
public final class TraceContext {
    /**
     * Each thread's current span, in a slot that is null outside traced calls. The slot stays: to remove and make it anew
     * costs a trace's first span a third of its time. It is of the JDK's own classes, so a thread that outlives this
     * library holds none of it.
     */
    private static final ThreadLocal<@Nullable Object[]> CURRENT =
            ThreadLocal.withInitial(() -> new @Nullable Object[1]);

    /** Stands as current while the library itself runs user code on this thread: traced calls then pass straight through. */
    private static final TraceContext SUPPRESSED = new TraceContext(0, 0, 0, false, 0);

    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    private final long traceIdHigh;
    private final long traceIdLow;
    private final long spanId;
    private final Trace trace;

    /**
     * A span of a trace without {@code tracestate}.
     *
     * @param traceIdHigh the trace id's first eight bytes
     * @param traceIdLow the trace id's last eight bytes; the two are not both 0
     * @param spanId 0 for a trace that has begun without a span: what runs next in it has no parent
     * @param sampled whether successful calls of this trace are told; a failure always is
     * @param epochOffsetNanos the wall clock in nanoseconds since 1970 less {@link System#nanoTime}, read once a trace,
     *     so that a wall clock that steps can't reorder a trace
     */
    public TraceContext(long traceIdHigh, long traceIdLow, long spanId, boolean sampled, long epochOffsetNanos) {
        this(traceIdHigh, traceIdLow, spanId, new Trace(sampled, epochOffsetNanos, null, null, 0));
    }

    private TraceContext(long traceIdHigh, long traceIdLow, long spanId, Trace trace) {
        this.traceIdHigh = traceIdHigh;
        this.traceIdLow = traceIdLow;
        this.spanId = spanId;
        this.trace = trace;
    }

    /**
     * Reads the headers of a caller in another process. Never throws.
     *
     * @param tracestate passed on unread; dropped if it is longer than 512 characters or no header could carry it
     * @param epochOffsetNanos as for the constructor
     * @return null if {@code traceparent} is absent or malformed
     */
    public static @Nullable TraceContext parse(
            @Nullable String traceparent, @Nullable String tracestate, long epochOffsetNanos) {
        TraceParent parent = TraceParent.parse(traceparent);
        return parent == null
                ? null
                : new TraceContext(
                        parent.traceIdHigh(),
                        parent.traceIdLow(),
                        parent.spanId(),
                        new Trace(parent.sampled(), epochOffsetNanos, TraceParent.passable(tracestate), null, 0));
    }

    /** The span that runs on this thread, or null outside traced calls and scopes. */
    public static @Nullable TraceContext current() {
        Object current = CURRENT.get()[0];
        return current == SUPPRESSED ? null : (TraceContext) current;
    }

    /**
     * Gives the headers that continue this thread's trace in another process to {@code header}: {@code traceparent}, and
     * {@code tracestate} if there is one. Does nothing outside a span.
     *
     * <pre>{@code
     * TraceContext.inject(httpRequest::setHeader);
     * }</pre>
     *
     * @param header sets a header by name and value; what it throws reaches the caller
     */
    public static void inject(BiConsumer<String, String> header) {
        TraceContext current = current();
        if (current != null) {
            current.injectInto(header);
        }
    }

    /**
     * Makes {@code next} this thread's current span and returns what was there, to be put back by a second call. Null is
     * no span; the thread keeps nothing of any then.
     */
    public static @Nullable TraceContext exchange(@Nullable TraceContext next) {
        @Nullable Object[] slot = CURRENT.get();
        TraceContext previous = (TraceContext) slot[0];
        slot[0] = next;
        if (isLogged(previous) || isLogged(next)) {
            LoggedIds.follow(previous, next);
        }
        return previous;
    }

    /**
     * {@code task}, to run on another thread as if it ran here: what is current on this thread now is current during it,
     * whether that is a span or none, and what was there before is current again after it. What it throws passes.
     */
    public static Runnable wrap(Runnable task) {
        return new Carried(current()).wrap(task);
    }

    /** As {@link #wrap(Runnable)}. */
    public static <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        return new Carried(current()).wrap(task);
    }

    /** As {@link #wrap(Runnable)}; by another name, since a lambda could be a {@link Callable} just as well. */
    public static <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> step) {
        Carried carried = new Carried(current());
        return () -> carried.get(step);
    }

    /** As {@link #wrap(Runnable)}, for a step of a {@link java.util.concurrent.CompletionStage}. */
    public static <T extends @Nullable Object, R extends @Nullable Object> Function<T, R> wrapFunction(
            Function<T, R> step) {
        Carried carried = new Carried(current());
        return value -> carried.get(() -> step.apply(value));
    }

    /** As {@link #wrap(Runnable)}, for a step of a {@link java.util.concurrent.CompletionStage}. */
    public static <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
            BiFunction<T, U, R> wrapBiFunction(BiFunction<T, U, R> step) {
        Carried carried = new Carried(current());
        return (value, other) -> carried.get(() -> step.apply(value, other));
    }

    /** {@code executor}, which runs each task as {@link #wrap(Runnable)} says, seen from the thread that hands it over. */
    public static Executor wrap(Executor executor) {
        return task -> executor.execute(wrap(task));
    }

    /**
     * As {@link #wrap(Executor)}. Everything else, such as {@link ExecutorService#shutdown}, is as of {@code executor};
     * {@link ExecutorService#shutdownNow} returns the wrapped tasks.
     */
    public static ExecutorService wrap(ExecutorService executor) {
        return new CarryingExecutorService(executor);
    }

    /**
     * As {@link #wrap(ExecutorService)}. Tasks that run again and again are left as they are: a trace that their first
     * hour belongs to would have no end.
     */
    public static ScheduledExecutorService wrap(ScheduledExecutorService executor) {
        return new CarryingScheduler(executor);
    }

    /** Turns tracing off on this thread until what this returns is put back with {@link #exchange}. */
    public static @Nullable TraceContext suppress() {
        return exchange(SUPPRESSED);
    }

    /** Whether {@link #suppress} is in force on this thread. */
    public static boolean isSuppressed() {
        return CURRENT.get()[0] == SUPPRESSED;
    }

    /**
     * As {@link #current()}, but tells suppression apart from no span, at the price of one look-up.
     *
     * @return what {@link #isSuppression} holds for where {@link #suppress} is in force on this thread
     */
    public static @Nullable TraceContext standing() {
        return (TraceContext) CURRENT.get()[0];
    }

    /** Whether this is no span, but stands where tracing is off. */
    public boolean isSuppression() {
        return this == SUPPRESSED;
    }

    /** A span of the same trace, to run inside this one. */
    public TraceContext child(long childSpanId) {
        return new TraceContext(traceIdHigh, traceIdLow, childSpanId, trace);
    }

    /**
     * A span of another trace of which all else is as of this one's: the decision to sample, the wall clock and {@code
     * tracestate}, which the two then share.
     */
    public TraceContext inTrace(long otherTraceIdHigh, long otherTraceIdLow, long otherSpanId) {
        return new TraceContext(otherTraceIdHigh, otherTraceIdLow, otherSpanId, trace);
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

    /** The span id as a number; 0 for a trace that has begun without a span. */
    public long spanIdAsLong() {
        return spanId;
    }

    /** The span id as 16 lower-case hexadecimal digits. */
    public String spanId() {
        return hex(spanId);
    }

    /** Whether successful calls of this trace are told. */
    public boolean sampled() {
        return trace.sampled;
    }

    /**
     * The header {@code traceparent} that makes a call to another process this span's child: version 00, with the flag
     * {@code sampled}. No receiver takes that of a trace without a span.
     */
    public String traceparent() {
        return "00-" + traceId() + "-" + spanId() + (trace.sampled ? "-01" : "-00");
    }

    /** The header {@code tracestate} as the trace's caller gave it, or null. */
    public @Nullable String tracestate() {
        return trace.tracestate;
    }

    /** Wall clock less {@link System#nanoTime}, in nanoseconds; the same for all spans of a trace in this process. */
    public long epochOffsetNanos() {
        return trace.epochOffsetNanos;
    }

    /** As {@link #inject}, for this span whether it is current or not. */
    void injectInto(BiConsumer<String, String> header) {
        if (spanId == 0) {
            return; // the recommendation knows no trace without a span
        }
        header.accept(TRACEPARENT, traceparent());
        if (trace.tracestate != null) {
            header.accept(TRACESTATE, trace.tracestate);
        }
    }

    /** This span; it and all that descend from it show their ids in the MDC while they are current. */
    TraceContext logged(LoggedIds ids) {
        return new TraceContext(
                traceIdHigh,
                traceIdLow,
                spanId,
                new Trace(trace.sampled, trace.epochOffsetNanos, trace.tracestate, ids, trace.besideSpanId));
    }

    /** This span; of it and all that descend from it is known that they began where another library's span was current. */
    public TraceContext beside(long otherSpanId) {
        return new TraceContext(
                traceIdHigh,
                traceIdLow,
                spanId,
                new Trace(trace.sampled, trace.epochOffsetNanos, trace.tracestate, trace.loggedIds, otherSpanId));
    }

    /** As {@link #beside} was told; 0 for none. */
    public long besideSpanId() {
        return trace.besideSpanId;
    }

    /** Null where nothing is shown in the MDC. */
    @Nullable LoggedIds loggedIds() {
        return trace.loggedIds;
    }

    private static boolean isLogged(@Nullable TraceContext context) {
        return context != null && context.trace.loggedIds != null;
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

    /** What all spans of a trace share. */
    private record Trace(
            boolean sampled,
            long epochOffsetNanos,
            @Nullable String tracestate,
            @Nullable LoggedIds loggedIds,
            long besideSpanId) {}
}
