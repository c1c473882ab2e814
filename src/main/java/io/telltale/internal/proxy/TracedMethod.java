package io.telltale.internal.proxy;

import io.telltale.Delivery;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A method whose annotations were read once, so that each call of it becomes an event. Knows no target: a proxy or any
 * other interceptor hands over the way to it with each call. Thread-safe.
 */
public final class TracedMethod {
    /** What becomes of a method's result. */
    enum Output {
        UNTOLD,
        REDACTED,
        TOLD
    }

    private final Engine engine;
    private final Inputs inputs;
    private final Output output;
    private final boolean newTrace;
    private final Delivery delivery;
    private final boolean mayReturnStage;

    TracedMethod(
            Engine engine, Inputs inputs, Output output, boolean newTrace, Delivery delivery, boolean mayReturnStage) {
        this.engine = engine;
        this.inputs = inputs;
        this.output = output;
        this.newTrace = newTrace;
        this.delivery = delivery;
        this.mayReturnStage = mayReturnStage;
    }

    /**
     * Makes the call and tells of it: what a method returns or throws passes through untouched, and no failure of
     * tracing's own is added. The event of a {@link CompletionStage} is told when the stage completes; the span stops
     * being current on this thread when the call returns.
     *
     * @param arguments never null, and not changed
     * @return the very object that {@code invocation} returned
     * @throws Throwable the very object that {@code invocation} threw
     */
    public @Nullable Object call(@Nullable Object[] arguments, Invocation invocation) throws Throwable {
        TraceContext enclosing = TraceContext.standing();
        if (engine.hasEnded() || (enclosing != null && enclosing.isSuppression())) {
            return invocation.proceed(arguments);
        }
        TraceContext span;
        long parentSpanId;
        TraceEvent.Shape shape;
        Object values;
        long start;
        try {
            shape = inputs.shape(arguments);
            values = inputs.values(arguments);
            start = engine.spans().nanoTime();
            TraceContext parent = newTrace ? null : engine.spans().parent(enclosing, start);
            parentSpanId = parent == null ? 0 : parent.spanIdAsLong();
            span = engine.spans().start(parent, start);
            TraceContext.exchange(span);
        } catch (Throwable trouble) {
            engine.trouble(trouble);
            return invocation.proceed(arguments);
        }
        Object result;
        try {
            result = invocation.proceed(arguments);
        } catch (Throwable thrown) {
            end(span, parentSpanId, enclosing, start, shape, values, null, thrown);
            throw thrown;
        }
        if (mayReturnStage && result instanceof CompletionStage<?> stage) {
            TraceContext.exchange(enclosing);
            endOnCompletion(stage, span, parentSpanId, start, shape, values);
        } else {
            end(span, parentSpanId, enclosing, start, shape, values, result, null);
        }
        return result;
    }

    /** Ends a call on its own thread: tells of it, and makes the enclosing span current again. Never throws. */
    private void end(
            TraceContext span,
            long parentSpanId,
            @Nullable TraceContext enclosing,
            long start,
            TraceEvent.Shape shape,
            @Nullable Object values,
            @Nullable Object result,
            @Nullable Throwable thrown) {
        try {
            if (span.sampled() || thrown != null) {
                long end = engine.spans().nanoTime();
                String thread = Thread.currentThread().getName();
                tell(span, parentSpanId, start, end, thread, shape, values, result, thrown, delivery);
            }
        } catch (Throwable trouble) {
            engine.trouble(trouble);
        } finally {
            TraceContext.exchange(enclosing);
        }
    }

    /** Never throws, whatever the stage does. */
    private void endOnCompletion(
            CompletionStage<?> stage,
            TraceContext span,
            long parentSpanId,
            long start,
            TraceEvent.Shape shape,
            @Nullable Object values) {
        PendingEnd pending = null;
        try {
            pending = new PendingEnd(span, parentSpanId, start, shape, values);
            // The stage that this returns is dropped: cancelling it would not cancel the caller's.
            stage.whenComplete(pending);
        } catch (Throwable trouble) {
            engine.trouble(trouble);
            if (pending != null) {
                pending.endUnseen();
            }
        }
    }

    /** @param result {@link TraceEvent#NO_OUTPUT} where it is not known */
    private void tell(
            TraceContext span,
            long parentSpanId,
            long start,
            long end,
            String thread,
            TraceEvent.Shape shape,
            @Nullable Object values,
            @Nullable Object result,
            @Nullable Throwable thrown,
            Delivery resolved) {
        // No builder: whether the compiler would remove it depends on what else the application calls.
        TraceEvent event = new TraceEvent(
                shape,
                span,
                parentSpanId,
                start,
                end,
                thread,
                values,
                thrown == null ? output(result) : TraceEvent.NO_OUTPUT,
                thrown == null ? null : engine.snapshotter().failure(thrown));
        engine.recorder().record(event, resolved);
    }

    private @Nullable Object output(@Nullable Object result) {
        if (output == Output.UNTOLD || result == TraceEvent.NO_OUTPUT) {
            return TraceEvent.NO_OUTPUT;
        }
        return output == Output.REDACTED
                ? engine.snapshotter().redacted()
                : engine.snapshotter().take(result);
    }

    /** The end of a call whose stage has not completed yet. Told once, however often a stage calls back. */
    private final class PendingEnd implements BiConsumer<@Nullable Object, @Nullable Throwable> {
        private final TraceContext span;
        private final long parentSpanId;
        private final long start;
        private final String thread = Thread.currentThread().getName();
        private final TraceEvent.Shape shape;
        private final @Nullable Object values;
        private final AtomicBoolean ended = new AtomicBoolean();

        PendingEnd(TraceContext span, long parentSpanId, long start, TraceEvent.Shape shape, @Nullable Object values) {
            this.span = span;
            this.parentSpanId = parentSpanId;
            this.start = start;
            this.shape = shape;
            this.values = values;
        }

        /** Runs on the thread that completes the stage; never throws, never waits. */
        @Override
        public void accept(@Nullable Object value, @Nullable Throwable thrown) {
            if (!ended.compareAndSet(false, true) || (thrown == null && !span.sampled())) {
                return;
            }
            TraceContext current = TraceContext.suppress();
            try {
                tell(value, thrown == null ? null : unwrapped(thrown));
            } catch (Throwable trouble) {
                engine.trouble(trouble);
            } finally {
                TraceContext.exchange(current);
            }
        }

        /** For a stage that does not let itself be watched: the call is told as it returned, without an output. */
        void endUnseen() {
            if (!ended.compareAndSet(false, true) || !span.sampled()) {
                return;
            }
            TraceContext current = TraceContext.suppress();
            try {
                tell(TraceEvent.NO_OUTPUT, null);
            } catch (Throwable trouble) {
                engine.trouble(trouble);
            } finally {
                TraceContext.exchange(current);
            }
        }

        private void tell(@Nullable Object result, @Nullable Throwable thrown) {
            long end = engine.spans().nanoTime();
            TracedMethod.this.tell(
                    span, parentSpanId, start, end, thread, shape, values, result, thrown, neverWaiting());
        }

        /** A thread that completes stages is not the caller who asked to wait. */
        private Delivery neverWaiting() {
            return delivery == Delivery.SYNC ? Delivery.ASYNC : delivery;
        }
    }

    /** What the stage failed with, without the wrapping that each dependent stage adds. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
