package io.telltale.internal.proxy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a type and a target must be for a proxy to be made of them. */
final class Preconditions {
    private Preconditions() {}

    /** @throws IllegalArgumentException naming the type and the remedy */
    static void requireTraceable(@Nullable Class<?> type, @Nullable Object target) {
        if (type == null) {
            throw new IllegalArgumentException(
                    "trace(type, target) was given no type: pass the interface that calls are" + " made through.");
        }
        String name = type.getTypeName();
        if (target == null) {
            throw new IllegalArgumentException("trace(" + type.getSimpleName() + ".class, null) has no target: pass the"
                    + " object that implements " + name + ".");
        }
        if (!type.isInterface()) {
            throw new IllegalArgumentException(name + " is not an interface, and a proxy can implement nothing else: "
                    + insteadOf(target.getClass()));
        }
        if (!type.isInstance(target)) {
            throw new IllegalArgumentException(target.getClass().getTypeName() + " does not implement " + name + ": "
                    + insteadOf(target.getClass()));
        }
        if (type.isSealed()) {
            throw new IllegalArgumentException(name + " is sealed, so that no proxy may implement it: take the"
                    + " \"sealed\" away, or trace an interface that is not sealed.");
        }
        if (type.isHidden()) {
            throw new IllegalArgumentException(name + " is a hidden interface, which no proxy can name: trace an"
                    + " interface that is loaded by name.");
        }
    }

    /** Whether a proxy answers this method by itself, though an interface declares it again. */
    static boolean isObjectMethod(Method method) {
        return switch (method.getName()) {
            case "hashCode", "toString" -> method.getParameterCount() == 0;
            case "equals" -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {Object.class});
            default -> false;
        };
    }

    private static String insteadOf(Class<?> implementation) {
        List<Class<?>> interfaces = new ArrayList<>(new Hierarchy(implementation, implementation).interfaces());
        if (interfaces.isEmpty()) {
            return "let " + implementation.getTypeName() + " implement an interface, and pass that.";
        }
        return "pass an interface that " + implementation.getTypeName() + " implements: "
                + interfaces.stream().map(Class::getTypeName).collect(Collectors.joining(", ")) + ".";
    }
}
