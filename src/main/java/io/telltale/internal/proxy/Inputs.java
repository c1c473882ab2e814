package io.telltale.internal.proxy;

import io.telltale.internal.capture.Snapshotter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one method tells of its arguments, decided once. Immutable. */
final class Inputs {
    private static final String[] NO_NAMES = {};
    private static final Object[] NO_VALUES = {};

    private final Snapshotter snapshotter;
    private final TracedParameter[] parameters;
    private final boolean captured;
    private final boolean tagged;
    private final String[] names;
    private final String[] fixedTags;
    /** What is told of every call when no argument is. */
    private final Taken fixed;

    /**
     * @param captured whether arguments are told as inputs
     * @param fixedTags keys and values in turn
     */
    Inputs(Snapshotter snapshotter, List<TracedParameter> parameters, boolean captured, String[] fixedTags) {
        this.snapshotter = snapshotter;
        this.parameters = parameters.toArray(TracedParameter[]::new);
        this.captured = captured && !parameters.isEmpty();
        this.tagged = parameters.stream().anyMatch(parameter -> parameter.tagKey() != null);
        this.names = parameters.stream().map(TracedParameter::name).toArray(String[]::new);
        this.fixedTags = fixedTags.clone();
        this.fixed = new Taken(NO_NAMES, NO_VALUES, this.fixedTags);
    }

    /** What is told of one call, as it was before the call; shared between calls where nothing depends on arguments. */
    Taken take(@Nullable Object[] arguments) {
        if (!captured && !tagged) {
            return fixed;
        }
        String[] tags = tagged ? tags(arguments) : fixedTags;
        return captured ? new Taken(names, values(arguments), tags) : new Taken(NO_NAMES, NO_VALUES, tags);
    }

    private @Nullable Object[] values(@Nullable Object[] arguments) {
        @Nullable Object[] values = new @Nullable Object[parameters.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(parameters[i], arguments[i]);
        }
        return values;
    }

    private @Nullable Object value(TracedParameter parameter, @Nullable Object argument) {
        if (parameter.hidden()) {
            return snapshotter.redacted();
        }
        if (!parameter.named() && isNameless(argument)) {
            return snapshotter.unnamed();
        }
        return snapshotter.take(argument);
    }

    /** Whether the value shows text or numbers that no property name stands beside. */
    private static boolean isNameless(@Nullable Object value) {
        if (value == null) {
            return false;
        }
        if (value instanceof Optional<?> optional) {
            return isNameless(optional.orElse(null));
        }
        return isTextOrNumber(value.getClass())
                || (value.getClass().isArray()
                        && isTextOrNumber(value.getClass().getComponentType()));
    }

    private static boolean isTextOrNumber(Class<?> type) {
        return CharSequence.class.isAssignableFrom(type)
                || Number.class.isAssignableFrom(type)
                || type == Character.class
                || (type.isPrimitive() && type != boolean.class);
    }

    private String[] tags(@Nullable Object[] arguments) {
        List<String> tags = new ArrayList<>(fixedTags.length + 2 * parameters.length);
        tags.addAll(List.of(fixedTags));
        for (int i = 0; i < parameters.length; i++) {
            String key = parameters[i].tagKey();
            String value = key == null ? null : tag(parameters[i], arguments[i]);
            if (key != null && value != null) {
                tags.add(key);
                tags.add(value);
            }
        }
        return tags.toArray(String[]::new);
    }

    @SuppressWarnings("JavaUtilDate") // A service's signature is what it is.
    private @Nullable String tag(TracedParameter parameter, @Nullable Object argument) {
        if (parameter.hidden()) {
            return String.valueOf(snapshotter.redacted());
        }
        return snapshotter.tag(argument instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : argument);
    }

    /**
     * What is known of a call before it runs. The arrays are never written to.
     *
     * @param names of the inputs
     * @param values of the inputs
     * @param tags keys and values in turn
     */
    record Taken(String[] names, @Nullable Object[] values, String[] tags) {}
}
