package io.telltale.internal.proxy;

import io.telltale.CaptureMode;
import io.telltale.ContinuedTrace;
import io.telltale.Delivery;
import io.telltale.TraceContext;
import io.telltale.TraceScope;
import io.telltale.internal.capture.Redaction;
import io.telltale.internal.capture.Snapshotter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes traced proxies and scopes. What is wrong with an annotation shows when a target is wrapped; nothing that goes
 * wrong later reaches a caller. Thread-safe.
 */
public final class Tracer {
    private final Engine engine;
    private final boolean on;

    /**
     * @param spans ids, sampling and clocks
     * @param capture what is told where {@link io.telltale.Traced} does not say
     * @param recorder takes the events
     * @param delivery of events whose method does not say; never {@link Delivery#DEFAULT}
     * @param warnings hears a sentence for each thing that someone should mend
     * @param troubles hears of each failure of tracing's own, which cost at most one event and never a call
     */
    public Tracer(
            Spans spans,
            Snapshotter snapshotter,
            Redaction redaction,
            CaptureMode capture,
            Recorder recorder,
            Delivery delivery,
            Consumer<String> warnings,
            Consumer<Throwable> troubles) {
        this(new Engine(spans, snapshotter, redaction, capture, recorder, delivery, warnings, troubles), true);
    }

    private Tracer(Engine engine, boolean on) {
        this.engine = engine;
        this.on = on;
    }

    /**
     * This tracer, off. Its proxies are proxies still, so that an application behaves alike and a mistake in an
     * annotation shows alike; their calls go straight to the target. Its scopes tell nothing, and it warns of nothing.
     */
    public Tracer off() {
        return new Tracer(engine, false);
    }

    /**
     * Wraps {@code target} so that calls through {@code type} are traced. A proxy that this tracer made is not wrapped
     * twice: one call stays one event.
     *
     * @param type an interface
     * @param target what implements it
     * @return a proxy; it is equal to other proxies of the same target
     * @throws IllegalArgumentException naming type, method and remedy, if no proxy can be made or an annotation is wrong
     */
    public <T> T trace(Class<T> type, T target) {
        Preconditions.requireTraceable(type, target);
        TracingHandler known = TracingHandler.of(target);
        if (known != null && known.isOf(this)) {
            return known.type() == type ? target : wrap(type, known.target());
        }
        return wrap(type, target);
    }

    /**
     * Reads a method's annotations for interceptors that bring their own way to the target.
     *
     * @param type what calls are made through: an interface, or the class itself
     * @param implementation the class that they reach
     * @return null for a method that is not traced
     * @throws IllegalArgumentException naming the method and the remedy, if an annotation is wrong
     */
    public @Nullable TracedMethod parse(Class<?> type, Method method, Class<?> implementation) {
        return traced(new MethodParser(engine, new Hierarchy(type, implementation)), method);
    }

    /** Whether {@code target} is a proxy that this tracer made: an interceptor before it would tell its calls twice. */
    public boolean isProxy(@Nullable Object target) {
        TracingHandler handler = TracingHandler.of(target);
        return handler != null && handler.isOf(this);
    }

    /** Opens a block as a child of what runs on this thread; null is told as a name, too. */
    public TraceScope open(String name) {
        TraceContext enclosing = TraceContext.current();
        try {
            long start = engine.spans().nanoTime();
            TraceContext parent = engine.spans().parent(enclosing, start);
            TraceContext span = engine.spans().start(parent, start);
            return isTelling()
                    ? OpenScope.open(engine, String.valueOf(name), span, parent, enclosing, start)
                    : new SilentScope(span);
        } catch (Throwable trouble) {
            engine.trouble(trouble);
            return new SilentScope(enclosing == null ? SilentScope.NO_SPAN : enclosing);
        }
    }

    /** Makes the caller's span that inbound headers tell of current on this thread; null and malformed ones start a trace. */
    public ContinuedTrace continueTrace(@Nullable String traceparent, @Nullable String tracestate) {
        try {
            TraceContext context = engine.spans().continued(traceparent, tracestate);
            return isTelling() ? ContinuedScope.open(engine, context) : new SilentScope(context);
        } catch (Throwable trouble) {
            engine.trouble(trouble);
            return new SilentScope(SilentScope.NO_SPAN);
        }
    }

    /** Ends tracing: calls go straight to their targets from now on, and what is still open is not told. */
    public void end() {
        engine.end();
    }

    private boolean isTelling() {
        return on && !engine.hasEnded() && !TraceContext.isSuppressed();
    }

    private <T> T wrap(Class<T> type, Object target) {
        Hierarchy hierarchy = new Hierarchy(type, implementationOf(target));
        MethodParser parser = new MethodParser(engine, hierarchy);
        Map<Method, TargetMethod> methods = new HashMap<>();
        Set<Method> seen = new HashSet<>();
        boolean anyTraced = false;
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) || Preconditions.isObjectMethod(method)) {
                continue;
            }
            TracedMethod traced = traced(parser, method);
            anyTraced |= traced != null;
            methods.put(method, TargetMethod.bind(method, target, traced));
            seen.addAll(hierarchy.declarations(method));
        }
        if (on) {
            new UnseenMethods(hierarchy, seen).warnings().forEach(engine::warn);
            if (!anyTraced) {
                engine.warn(UnseenMethods.nothingTraced(hierarchy));
            }
        }
        TracingHandler handler = new TracingHandler(this, type, target, methods);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A tracer that is off reads annotations all the same: a mistake in them should not wait for production. */
    private @Nullable TracedMethod traced(MethodParser parser, Method method) {
        TracedMethod traced = parser.parse(method);
        return on ? traced : null;
    }

    /** Another tracer's proxy has no annotations: those of the class behind it count. */
    private static Class<?> implementationOf(Object target) {
        Object behind = target;
        for (TracingHandler handler = TracingHandler.of(behind); handler != null; handler = TracingHandler.of(behind)) {
            behind = handler.target();
        }
        return behind.getClass();
    }
}
