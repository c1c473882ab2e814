package io.telltale.internal.proxy;

import io.telltale.Redact;
import io.telltale.TraceTag;
import io.telltale.internal.capture.Redaction;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one parameter.
 *
 * @param name as compiled ({@code -parameters}), or the tag's key, or {@code arg0}
 * @param named whether the name is one that can be checked against {@link Redaction}
 * @param hidden whether its value is never told
 * @param tagKey the key of the tag that it is promoted to, or null
 */
record TracedParameter(
        String name,
        boolean named,
        boolean hidden,
        @Nullable String tagKey) {
    private static final Set<Class<?>> TAGGABLE = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            UUID.class,
            Object.class,
            CharSequence.class,
            Comparable.class,
            Serializable.class);

    /**
     * Gathers what the declarations of a method say of one parameter: the first that knows a name gives it, any can hide
     * it.
     *
     * @param declarations most specific first
     * @throws IllegalArgumentException for a {@link TraceTag} that can't be told
     */
    static TracedParameter parse(List<Method> declarations, int index, Redaction redaction) {
        String name = null;
        String tagKey = null;
        Method tagged = null;
        boolean redacted = false;
        boolean hidden = false;
        for (Method declaration : declarations) {
            Parameter parameter = declaration.getParameters()[index];
            if (parameter.isNamePresent()) {
                name = name == null ? parameter.getName() : name;
                hidden |= redaction.hides(parameter.getName());
            }
            TraceTag tag = parameter.getAnnotation(TraceTag.class);
            if (tag != null) {
                requireTaggable(declaration, index, tag);
                tagKey = tagKey == null ? tag.value() : tagKey;
                tagged = declaration;
                hidden |= redaction.hides(tag.value());
            }
            redacted |= parameter.isAnnotationPresent(Redact.class);
        }
        if (redacted && tagged != null) {
            throw new IllegalArgumentException(at(tagged, index)
                    + " is both @Redact and @TraceTag: take one of them away, a tag is there to be told.");
        }
        if (name == null) {
            name = tagKey;
        }
        return new TracedParameter(name == null ? "arg" + index : name, name != null, hidden || redacted, tagKey);
    }

    private static void requireTaggable(Method declaration, int index, TraceTag tag) {
        if (tag.value().isBlank()) {
            throw new IllegalArgumentException(at(declaration, index)
                    + " has a @TraceTag without a key: name the tag, for example @TraceTag(\"order.id\").");
        }
        Class<?> type = declaration.getParameterTypes()[index];
        if (!isTaggable(type)) {
            throw new IllegalArgumentException(at(declaration, index) + " is a " + type.getSimpleName()
                    + ", which @TraceTag can't tell: tags are strings, numbers, booleans, enums, UUIDs and dates."
                    + " Pass such a value as a parameter of its own, or turn on arguments = Capture.ON.");
        }
    }

    /** Types whose values are tags, and types general enough to hold such a value at run time. */
    private static boolean isTaggable(Class<?> type) {
        return type.isPrimitive()
                || Number.class.isAssignableFrom(type)
                || Enum.class.isAssignableFrom(type)
                || Date.class.isAssignableFrom(type)
                || type.getPackageName().startsWith("java.time")
                || TAGGABLE.contains(type);
    }

    private static String at(Method method, int index) {
        return "Parameter " + index + " (" + method.getParameters()[index].getName() + ") of "
                + Hierarchy.describe(method);
    }
}
