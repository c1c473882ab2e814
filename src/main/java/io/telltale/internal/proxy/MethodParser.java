package io.telltale.internal.proxy;

import io.telltale.Delivery;
import io.telltale.Redact;
import io.telltale.Traced;
import io.telltale.Untraced;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads what annotations say of a type's methods; mistakes in them end here. Used by one thread. */
final class MethodParser {
    private final Engine engine;
    private final Hierarchy hierarchy;

    MethodParser(Engine engine, Hierarchy hierarchy) {
        this.engine = engine;
        this.hierarchy = hierarchy;
    }

    /**
     * @return null for a method that is not traced
     * @throws IllegalArgumentException naming the method and what to do about it
     */
    @Nullable TracedMethod parse(Method method) {
        List<Method> declarations = hierarchy.declarations(method);
        List<Class<?>> owners = hierarchy.owners(declarations);
        AnnotatedElement onMethod = firstAnnotated(declarations);
        Traced traced = decisive(onMethod, owners);
        if (traced == null) {
            return null;
        }
        boolean named = onMethod != null && !traced.value().isEmpty();
        Method place = onMethod instanceof Method annotated ? annotated : method;
        String name = named ? traced.value() : typeName(owners) + "." + method.getName();
        return new TracedMethod(
                engine,
                inputs(name, place, traced, declarations),
                output(method, traced, declarations),
                traced.newTrace(),
                delivery(method, traced),
                mayReturnStage(method.getReturnType()));
    }

    /**
     * Whether {@link #parse} finds a traced method.
     *
     * @throws IllegalArgumentException naming the method, if it is both traced and not
     */
    static boolean isTraced(Hierarchy hierarchy, Method method) {
        List<Method> declarations = hierarchy.declarations(method);
        return decisive(firstAnnotated(declarations), hierarchy.owners(declarations)) != null;
    }

    /** @param onMethod the declaration that decides, or null to let the types do it */
    private static @Nullable Traced decisive(@Nullable AnnotatedElement onMethod, List<Class<?>> owners) {
        AnnotatedElement decisive = onMethod == null ? firstAnnotated(owners) : onMethod;
        return decisive == null ? null : decisive.getDeclaredAnnotation(Traced.class);
    }

    /** The place that decides: the first that says anything. */
    private static @Nullable AnnotatedElement firstAnnotated(List<? extends AnnotatedElement> places) {
        for (AnnotatedElement place : places) {
            boolean traced = place.getDeclaredAnnotation(Traced.class) != null;
            boolean untraced = place.getDeclaredAnnotation(Untraced.class) != null;
            if (traced && untraced) {
                String name = place instanceof Method method ? Hierarchy.describe(method) : place.toString();
                throw new IllegalArgumentException(
                        name + " is both @Traced and @Untraced: take one of the annotations away.");
            }
            if (traced || untraced) {
                return place;
            }
        }
        return null;
    }

    /** The name that the most specific type gives itself, else the simple name of what calls are made through. */
    private String typeName(List<Class<?>> owners) {
        for (Class<?> owner : owners) {
            Traced traced = owner.getDeclaredAnnotation(Traced.class);
            if (traced != null && !traced.value().isEmpty()) {
                return traced.value();
            }
        }
        return hierarchy.type().getSimpleName();
    }

    /** @param place what messages name */
    private Inputs inputs(String name, Method place, Traced traced, List<Method> declarations) {
        Set<String> keys = new HashSet<>();
        List<String> fixedTags = new ArrayList<>();
        for (String tag : traced.tags()) {
            addTag(place, tag, fixedTags, keys);
        }
        List<TracedParameter> parameters = new ArrayList<>();
        for (int i = 0; i < place.getParameterCount(); i++) {
            TracedParameter parameter = TracedParameter.parse(declarations, i, engine.redaction());
            if (parameter.tagKey() != null) {
                requireNew(place, parameter.tagKey(), keys);
            }
            parameters.add(parameter);
        }
        boolean captured = engine.capturesArguments(traced.arguments());
        if (captured) {
            engine.snapshotter().prepareFor(place.getParameterTypes());
        }
        return new Inputs(engine.snapshotter(), name, parameters, captured, fixedTags.toArray(new String[0]));
    }

    private static void addTag(Method place, String tag, List<String> keysAndValues, Set<String> keys) {
        int equalsSign = tag.indexOf('=');
        String key = equalsSign < 0 ? "" : tag.substring(0, equalsSign).strip();
        if (key.isEmpty()) {
            throw new IllegalArgumentException("The tag \"" + tag + "\" that @Traced gives "
                    + Hierarchy.describe(place) + " is not of the form key=value: write, for example,"
                    + " tags = \"team=checkout\".");
        }
        requireNew(place, key, keys);
        keysAndValues.add(key);
        keysAndValues.add(tag.substring(equalsSign + 1).strip());
    }

    private static void requireNew(Method place, String key, Set<String> keys) {
        if (!keys.add(key)) {
            throw new IllegalArgumentException("The tag \"" + key + "\" of " + Hierarchy.describe(place)
                    + " is given twice: give each tag a key of its own.");
        }
    }

    private TracedMethod.Output output(Method method, Traced traced, List<Method> declarations) {
        if (method.getReturnType() == void.class || !engine.capturesResult(traced.result())) {
            return TracedMethod.Output.UNTOLD;
        }
        boolean redacted = declarations.stream().anyMatch(d -> d.isAnnotationPresent(Redact.class));
        if (redacted) {
            return TracedMethod.Output.REDACTED;
        }
        engine.snapshotter().prepareFor(method.getReturnType());
        return TracedMethod.Output.TOLD;
    }

    /** Who asked for a stage did not ask to wait. */
    private Delivery delivery(Method method, Traced traced) {
        Delivery delivery = engine.resolve(traced.delivery());
        boolean returnsStage = CompletionStage.class.isAssignableFrom(method.getReturnType());
        return returnsStage && delivery == Delivery.SYNC ? Delivery.ASYNC : delivery;
    }

    /** A future may hide behind {@code Future}, {@code Object} or a type variable as well. */
    private static boolean mayReturnStage(Class<?> returnType) {
        return CompletionStage.class.isAssignableFrom(returnType)
                || returnType.isAssignableFrom(CompletableFuture.class);
    }
}
