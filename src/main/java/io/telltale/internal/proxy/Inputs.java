package io.telltale.internal.proxy;

import io.telltale.TraceEvent;
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

    private final Snapshotter snapshotter;
    private final TracedParameter[] parameters;
    private final boolean captured;
    private final boolean tagged;
    private final String name;
    private final String[] names;
    private final String[] fixedTags;
    /** That of every event, unless arguments are told as tags. */
    private final TraceEvent.Shape fixed;

    /**
     * @param name of the events
     * @param captured whether arguments are told as inputs
     * @param fixedTags keys and values in turn
     */
    Inputs(
            Snapshotter snapshotter,
            String name,
            List<TracedParameter> parameters,
            boolean captured,
            String[] fixedTags) {
        this.snapshotter = snapshotter;
        this.parameters = parameters.toArray(new TracedParameter[0]);
        this.captured = captured && !parameters.isEmpty();
        this.tagged = isAnyTagged(parameters);
        this.name = name;
        this.names = this.captured ? names(parameters) : NO_NAMES;
        this.fixedTags = fixedTags.clone();
        this.fixed = new TraceEvent.Shape(name, names, this.fixedTags);
    }

    private static boolean isAnyTagged(List<TracedParameter> parameters) {
        for (TracedParameter parameter : parameters) {
            if (parameter.tagKey() != null) {
                return true;
            }
        }
        return false;
    }

    private static String[] names(List<TracedParameter> parameters) {
        String[] names = new String[parameters.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = parameters.get(i).name();
        }
        return names;
    }

    /** Name and tags of one call's event, and the names of its inputs. */
    TraceEvent.Shape shape(@Nullable Object[] arguments) {
        return tagged ? new TraceEvent.Shape(name, names, tags(arguments)) : fixed;
    }

    /** The arguments as they are now, as {@link TraceEvent} takes its inputs; null where none is told. */
    @Nullable Object values(@Nullable Object[] arguments) {
        if (!captured) {
            return null;
        }
        if (parameters.length == 1) {
            return value(parameters[0], arguments[0]);
        }
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
}
