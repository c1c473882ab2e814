package io.telltale.internal.proxy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.telltale.TraceContext;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's current span, of which a call is a child where no span of ours is nearer. Which of the two began last
 * nobody says; but a span of ours notes whose span was current when it began, and one that is current now and is not that
 * one began later. What goes wrong in there is told once, and OpenTelemetry is passed over from then on. Thread-safe.
 */
public final class OpenTelemetrySpans {
    private final Consumer<String> warnings;
    private final AtomicBoolean unusable = new AtomicBoolean();

    private OpenTelemetrySpans(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** Null where its API is not on the class path; nothing of it is initialized before the first span. */
    public static @Nullable OpenTelemetrySpans find(ClassLoader loader, Consumer<String> warnings) {
        try {
            Class.forName("io.opentelemetry.api.trace.Span", false, loader);
            return new OpenTelemetrySpans(warnings);
        } catch (ClassNotFoundException | LinkageError absent) {
            return null;
        }
    }

    /**
     * Whose child a span is that begins now.
     *
     * @param enclosing our current span
     * @param epochOffsetNanos the wall clock of a trace that goes on here, as in {@link TraceContext#epochOffsetNanos}
     * @return {@code enclosing}, or OpenTelemetry's current span where that is nearer
     */
    @Nullable TraceContext nearest(@Nullable TraceContext enclosing, long epochOffsetNanos) {
        try {
            SpanContext current = current();
            if (current == null || (enclosing != null && enclosing.besideSpanId() == spanId(current))) {
                return enclosing;
            }
            TraceContext parent = TraceContext.parse(traceparent(current), tracestate(current), epochOffsetNanos);
            return parent == null ? enclosing : parent.beside(parent.spanIdAsLong());
        } catch (Throwable incompatible) {
            passOver(incompatible);
            return enclosing;
        }
    }

    /**
     * {@code begun}, known to be nearer than OpenTelemetry's current span. Not so if the two are of one trace: then
     * OpenTelemetry has begun its span for the very request that is continued here, and is the better parent.
     */
    TraceContext nearer(TraceContext begun) {
        try {
            SpanContext current = current();
            return current == null || current.getTraceId().equals(begun.traceId())
                    ? begun
                    : begun.beside(spanId(current));
        } catch (Throwable incompatible) {
            passOver(incompatible);
            return begun;
        }
    }

    private @Nullable SpanContext current() {
        if (unusable.get()) {
            return null;
        }
        SpanContext current = Span.current().getSpanContext();
        return current.isValid() ? current : null;
    }

    private static long spanId(SpanContext span) {
        return Long.parseUnsignedLong(span.getSpanId(), 16);
    }

    private static String traceparent(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + (span.isSampled() ? "-01" : "-00");
    }

    private static @Nullable String tracestate(SpanContext span) {
        if (span.getTraceState().isEmpty()) {
            return null;
        }
        StringJoiner entries = new StringJoiner(",");
        span.getTraceState().forEach((key, value) -> entries.add(key + "=" + value));
        return entries.toString();
    }

    private void passOver(Throwable incompatible) {
        if (unusable.compareAndSet(false, true)) {
            warnings.accept("OpenTelemetry's current span can't be read (" + incompatible
                    + "): calls are no children of it. What is needed is opentelemetry-api 1.x.");
        }
    }
}
