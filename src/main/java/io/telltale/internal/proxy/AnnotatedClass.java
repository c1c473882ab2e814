package io.telltale.internal.proxy;

import io.telltale.Traced;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * What annotations say of a class whose calls a framework intercepts by itself: which methods are traced, before there
 * is a {@link Tracer}. Thread-safe.
 */
public final class AnnotatedClass {
    /** Guarded by this. */
    private final Hierarchy hierarchy;

    /** @param implementation the class that calls are made through and reach */
    public AnnotatedClass(Class<?> implementation) {
        this.hierarchy = new Hierarchy(implementation, implementation);
    }

    /** Whether {@link Traced} stands anywhere in it: on a class, an interface, or a method of either. */
    public synchronized boolean mentionsTraced() {
        for (Class<?> owner : owners()) {
            if (owner.getDeclaredAnnotation(Traced.class) != null) {
                return true;
            }
            for (Method method : hierarchy.declaredMethods(owner)) {
                if (method.getDeclaredAnnotation(Traced.class) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether calls of {@code method} are told if an interceptor sees them; {@code equals}, {@code hashCode} and {@code
     * toString} never are, as with {@link Tracer#trace}.
     *
     * @throws IllegalArgumentException naming the method, if it is both traced and not
     */
    public synchronized boolean isTraced(Method method) {
        return !Preconditions.isObjectMethod(method) && MethodParser.isTraced(hierarchy, method);
    }

    /** The methods that the class and its superclasses declare, then those of its interfaces; without bridges. */
    public synchronized List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        for (Class<?> owner : owners()) {
            methods.addAll(hierarchy.declaredMethods(owner));
        }
        return methods;
    }

    /** The method as messages name it. */
    public static String describe(Method method) {
        return Hierarchy.describe(method);
    }

    private List<Class<?>> owners() {
        List<Class<?>> owners = new ArrayList<>(hierarchy.classes());
        owners.addAll(hierarchy.interfaces());
        return owners;
    }
}
