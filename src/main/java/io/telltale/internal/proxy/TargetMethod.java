package io.telltale.internal.proxy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * An interface's method, bound to the target of one proxy. A method handle throws what the method threw; {@link
 * Method#invoke} would wrap it, at ten times the cost.
 */
final class TargetMethod implements Invocation {
    private final MethodHandle handle;
    private final @Nullable TracedMethod traced;

    private TargetMethod(MethodHandle handle, @Nullable TracedMethod traced) {
        this.handle = handle;
        this.traced = traced;
    }

    /**
     * @param method of an interface: a target's own class may be hidden
     * @param traced null when calls pass straight through
     * @throws IllegalArgumentException if the interface's module keeps the method to itself
     */
    static TargetMethod bind(Method method, Object target, @Nullable TracedMethod traced) {
        MethodHandle handle = unreflect(method)
                // Otherwise the last argument, already an array, would be gathered into an array again.
                .asFixedArity()
                .bindTo(target)
                .asSpreader(Object[].class, method.getParameterCount());
        return new TargetMethod(handle.asType(handle.type().changeReturnType(Object.class)), traced);
    }

    /** A call through the proxy. */
    @Nullable Object call(@Nullable Object[] arguments) throws Throwable {
        return traced == null ? proceed(arguments) : traced.call(arguments, this);
    }

    @Override
    public @Nullable Object proceed(@Nullable Object[] arguments) throws Throwable {
        return (Object) handle.invokeExact(arguments);
    }

    private static MethodHandle unreflect(Method method) {
        Class<?> owner = method.getDeclaringClass();
        try {
            // For interfaces that are not public; changes nothing for those that are.
            if (method.trySetAccessible()) {
                return MethodHandles.lookup().unreflect(method);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(closed(method, owner), e);
        }
        throw new IllegalArgumentException(closed(method, owner));
    }

    private static String closed(Method method, Class<?> owner) {
        String module = owner.getModule().getName();
        String ours = TargetMethod.class.getModule().isNamed() ? "io.telltale" : "ALL-UNNAMED";
        return Hierarchy.describe(method) + " can't be called by tracing: make the interface public and export its"
                + " package, or let module " + module + " say \"opens " + owner.getPackageName()
                + " to io.telltale;\" (on the command line --add-opens " + module + "/" + owner.getPackageName()
                + "=" + ours + ").";
    }
}
