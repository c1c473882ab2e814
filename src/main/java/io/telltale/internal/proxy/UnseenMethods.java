package io.telltale.internal.proxy;

import io.telltale.Traced;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Annotated methods that calls through a proxy never reach, and what to do about each. */
final class UnseenMethods {
    private final Hierarchy hierarchy;
    /** What the proxy's calls reach, and what they override. */
    private final Set<Method> seen;

    UnseenMethods(Hierarchy hierarchy, Set<Method> seen) {
        this.hierarchy = hierarchy;
        this.seen = seen;
    }

    /** A sentence for each. */
    List<String> warnings() {
        List<Class<?>> owners = new ArrayList<>(hierarchy.classes());
        owners.addAll(hierarchy.interfaces());
        owners.addAll(hierarchy.otherInterfaces());
        List<String> warnings = new ArrayList<>();
        Set<Method> told = new HashSet<>();
        for (Class<?> owner : owners) {
            for (Method method : hierarchy.declaredMethods(owner)) {
                if (method.isAnnotationPresent(Traced.class) && !seen.contains(method) && told.add(method)) {
                    List<Method> elsewhere = declarationsElsewhere(method);
                    warnings.add(Hierarchy.describe(method) + " is @Traced, but " + reasonAndRemedy(method, elsewhere));
                    told.addAll(elsewhere);
                }
            }
        }
        return warnings;
    }

    static String nothingTraced(Hierarchy hierarchy) {
        return "No method of " + hierarchy.type().getTypeName() + " is traced: put @Traced on it, on "
                + hierarchy.implementation().getTypeName() + ", or on a method of either.";
    }

    private List<Method> declarationsElsewhere(Method method) {
        boolean overrides = (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0;
        return overrides ? hierarchy.declarationsIn(hierarchy.otherInterfaces(), method) : List.of();
    }

    private String reasonAndRemedy(Method method, List<Method> elsewhere) {
        String type = hierarchy.type().getTypeName();
        if (Modifier.isPrivate(method.getModifiers())) {
            return "it is private, so no proxy sees its calls: make it a public method of " + type
                    + ", or open a scope in it.";
        }
        if (Modifier.isStatic(method.getModifiers())) {
            return "it is static, so no proxy sees its calls: make it an instance method of " + type
                    + ", or open a scope in it.";
        }
        if (Preconditions.isObjectMethod(method)) {
            return "a proxy answers equals, hashCode and toString by itself: take the annotation away.";
        }
        if (!elsewhere.isEmpty()) {
            Class<?> other = elsewhere.get(0).getDeclaringClass();
            return "it is a method of " + other.getTypeName() + ", and this proxy is a " + type
                    + ": wrap the target with trace(" + other.getSimpleName() + ".class, …) as well, or declare it in "
                    + type + ".";
        }
        return "it is not a method of " + type + ", so no proxy sees its calls: declare it there, or open a scope in"
                + " it.";
    }
}
