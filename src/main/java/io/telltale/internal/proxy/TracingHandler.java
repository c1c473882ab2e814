package io.telltale.internal.proxy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands behind a proxy: the target's methods, looked up by the interface's. Thread-safe. */
final class TracingHandler implements InvocationHandler {
    private static final Object[] NO_ARGUMENTS = {};

    private final Tracer tracer;
    private final Class<?> type;
    private final Object target;
    /** Never written to once the proxy is made. */
    private final Map<Method, TargetMethod> methods;

    TracingHandler(Tracer tracer, Class<?> type, Object target, Map<Method, TargetMethod> methods) {
        this.tracer = tracer;
        this.type = type;
        this.target = target;
        this.methods = methods;
    }

    /** The handler of a proxy that a tracer made, or null for any other object. */
    static @Nullable TracingHandler of(@Nullable Object object) {
        return object != null
                        && Proxy.isProxyClass(object.getClass())
                        && Proxy.getInvocationHandler(object) instanceof TracingHandler handler
                ? handler
                : null;
    }

    boolean isOf(Tracer other) {
        return tracer == other;
    }

    Class<?> type() {
        return type;
    }

    Object target() {
        return target;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        // A proxy passes null for no arguments.
        @Nullable Object[] given = arguments == null ? NO_ARGUMENTS : arguments;
        TargetMethod bound = methods.get(method);
        return bound == null ? objectMethod(method, given) : bound.call(given);
    }

    private Object objectMethod(Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> isSameTarget(arguments[0]);
            case "hashCode" -> target.hashCode();
            case "toString" -> String.valueOf(target);
            default -> throw new AssertionError("A proxy handles no other method of Object: " + method);
        };
    }

    /** Proxies are equal when their targets are: a proxy is never equal to a target, which would not say so of it. */
    private boolean isSameTarget(@Nullable Object other) {
        TracingHandler handler = of(other);
        return handler != null && (target == handler.target || target.equals(handler.target));
    }
}
