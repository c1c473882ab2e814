package io.telltale.internal.proxy;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.GenericSignatureFormatError;
import java.lang.reflect.MalformedParameterizedTypeException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of an implementation and the interfaces of a traced type, most specific first, with type variables
 * resolved, so that {@code save(Order)} is known to implement {@code Repository<Order>.save(T)}. Used by one thread
 * while a target is wrapped.
 */
final class Hierarchy {
    private final Class<?> type;
    private final Class<?> implementation;
    private final List<Class<?>> classes = new ArrayList<>();
    private final List<Class<?>> interfaces;
    private final List<Class<?>> otherInterfaces;
    private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();
    private final Map<Class<?>, List<Method>> declared = new HashMap<>();

    /**
     * @param type what the calls are made through
     * @param implementation the class that they reach
     */
    Hierarchy(Class<?> type, Class<?> implementation) {
        this.type = type;
        this.implementation = implementation;
        for (Class<?> c = implementation; c != null && c != Object.class && !c.isInterface(); c = c.getSuperclass()) {
            classes.add(c);
        }
        this.interfaces = sorted(interfacesOf(type));
        Set<Class<?>> others = interfacesOf(implementation);
        interfaces.forEach(others::remove);
        this.otherInterfaces = sorted(others);
        bind(implementation);
        bind(type);
    }

    Class<?> type() {
        return type;
    }

    Class<?> implementation() {
        return implementation;
    }

    /** The implementation, then its superclasses without {@link Object}. */
    List<Class<?>> classes() {
        return classes;
    }

    /** The type's interfaces, itself included if it is one; subtypes before their supertypes. */
    List<Class<?>> interfaces() {
        return interfaces;
    }

    /** What the implementation implements beside the type's interfaces. */
    List<Class<?>> otherInterfaces() {
        return otherInterfaces;
    }

    /**
     * Where {@code method} is declared or overridden, most specific first: in classes, then in the type's interfaces. A
     * bridge method stands for the real one.
     */
    List<Method> declarations(Method method) {
        return declarations(method, classes, interfaces);
    }

    /** The same, looked for in {@code interfaces} alone. */
    List<Method> declarationsIn(List<Class<?>> interfaces, Method method) {
        return declarations(method, List.of(), interfaces);
    }

    /** The types whose annotations speak for the method of these declarations, most specific first. */
    List<Class<?>> owners(List<Method> declarations) {
        List<Class<?>> owners = new ArrayList<>(classes);
        for (Class<?> candidate : interfaces) {
            for (Method declaration : declarations) {
                if (declaration.getDeclaringClass().isAssignableFrom(candidate)) {
                    owners.add(candidate);
                    break;
                }
            }
        }
        return owners;
    }

    /** The methods that {@code owner} itself declares, without bridges. */
    List<Method> declaredMethods(Class<?> owner) {
        return declared.computeIfAbsent(owner, Hierarchy::readDeclaredMethods);
    }

    /** The method as messages name it. */
    static String describe(Method method) {
        String parameters = Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .reduce((left, right) -> left + ", " + right)
                .orElse("");
        return method.getDeclaringClass().getTypeName() + "." + method.getName() + "(" + parameters + ")";
    }

    private List<Method> declarations(Method method, List<Class<?>> inClasses, List<Class<?>> inInterfaces) {
        String name = method.getName();
        Class<?>[] parameters = parameterTypes(real(method));
        List<Method> found = new ArrayList<>();
        for (List<Class<?>> owners : List.of(inClasses, inInterfaces)) {
            for (Class<?> owner : owners) {
                for (Method candidate : declaredMethods(owner)) {
                    if (candidate.getName().equals(name)
                            && isOverridable(candidate)
                            && Arrays.equals(parameterTypes(candidate), parameters)) {
                        found.add(candidate);
                    }
                }
            }
        }
        return found;
    }

    /** A bridge carries a supertype's erased parameters: the method it overrides knows what they are in truth. */
    private Method real(Method method) {
        if (method.isBridge()) {
            for (List<Class<?>> owners : List.of(interfaces, classes)) {
                for (Class<?> owner : owners) {
                    for (Method candidate : declaredMethods(owner)) {
                        if (candidate.getName().equals(method.getName())
                                && Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes())) {
                            return candidate;
                        }
                    }
                }
            }
        }
        return method;
    }

    private Class<?>[] parameterTypes(Method method) {
        try {
            Type[] generic = method.getGenericParameterTypes();
            Class<?>[] erased = new Class<?>[generic.length];
            for (int i = 0; i < generic.length; i++) {
                erased[i] = erase(generic[i]);
            }
            return erased;
        } catch (TypeNotPresentException
                | MalformedParameterizedTypeException
                | GenericSignatureFormatError unreadable) {
            // Shrunk or rewritten byte code; the erased types are still true.
            return method.getParameterTypes();
        }
    }

    private Class<?> erase(Type generic) {
        if (generic instanceof Class<?> plain) {
            return plain;
        }
        if (generic instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (generic instanceof GenericArrayType array) {
            return erase(array.getGenericComponentType()).arrayType();
        }
        if (generic instanceof WildcardType wildcard) {
            return erase(wildcard.getUpperBounds()[0]);
        }
        TypeVariable<?> variable = (TypeVariable<?>) generic;
        Type bound = bindings.get(variable);
        return erase(bound == null ? variable.getBounds()[0] : bound);
    }

    private void bind(@Nullable Class<?> from) {
        if (from == null) {
            return;
        }
        bindArguments(from.getGenericSuperclass());
        for (Type implemented : from.getGenericInterfaces()) {
            bindArguments(implemented);
        }
        bind(from.getSuperclass());
        for (Class<?> implemented : from.getInterfaces()) {
            bind(implemented);
        }
    }

    private void bindArguments(@Nullable Type supertype) {
        if (supertype instanceof ParameterizedType parameterized) {
            TypeVariable<?>[] variables = ((Class<?>) parameterized.getRawType()).getTypeParameters();
            Type[] arguments = parameterized.getActualTypeArguments();
            for (int i = 0; i < variables.length; i++) {
                bindings.putIfAbsent(variables[i], arguments[i]);
            }
        }
    }

    private static boolean isOverridable(Method method) {
        return !Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers());
    }

    private static List<Method> readDeclaredMethods(Class<?> owner) {
        try {
            List<Method> methods = new ArrayList<>();
            for (Method method : owner.getDeclaredMethods()) {
                if (!method.isBridge()) {
                    methods.add(method);
                }
            }
            return methods;
        } catch (LinkageError optional) {
            // Some method names a class that is not on the class path. The application runs without it: so can we.
            return List.of();
        }
    }

    private static Set<Class<?>> interfacesOf(Class<?> from) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Class<?> c = from; c != null; c = c.getSuperclass()) {
            addInterfaces(c, found);
        }
        return found;
    }

    private static void addInterfaces(Class<?> from, Set<Class<?>> found) {
        if (from.isInterface()) {
            found.add(from);
        }
        for (Class<?> parent : from.getInterfaces()) {
            addInterfaces(parent, found);
        }
    }

    /** Subtypes before supertypes, in the given order otherwise. */
    private static List<Class<?>> sorted(Set<Class<?>> types) {
        List<Class<?>> sorted = new ArrayList<>();
        for (Class<?> next : types) {
            int at = 0;
            while (at < sorted.size() && !sorted.get(at).isAssignableFrom(next)) {
                at++;
            }
            sorted.add(at, next);
        }
        return sorted;
    }
}
