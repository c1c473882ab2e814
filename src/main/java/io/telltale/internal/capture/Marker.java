package io.telltale.internal.capture;

import org.jspecify.annotations.Nullable;

/**
 * What is told in place of a value, or of what is missing from one: the text {@code <telltale: reason>}. It stands
 * where the value breaks off: in place of a property's value, in an object under the key {@link #NAME}, in an array as the
 * last element, in a text at its end. A marker names types, never contents.
 */
final class Marker {
    /** The key of a marker in an object. */
    static final String NAME = "<telltale>";

    static final String REDACTED = "<telltale: redacted>";
    static final String UNNAMED = "<telltale: parameter name unknown; compile with -parameters or add @TraceTag>";
    static final String CYCLE = "<telltale: cycle>";
    static final String TOO_DEEP = "<telltale: more than " + Guard.MAX_DEPTH + " levels deep>";
    static final String TOO_MANY = "<telltale: more than " + Guard.MAX_ELEMENTS + " elements>";
    static final String EMPTY = "<telltale: the serializer wrote nothing>";
    static final String RAW = "<telltale: raw JSON>";

    /** More than {@link #cut} and the text of {@link #leftOut} ever take; both are ASCII without escapes. */
    static final int MAX_CUT_LENGTH = 60;

    private static final int MAX_TYPE_LENGTH = 120;

    private Marker() {}

    /** The end of a value that ran into {@code TELLTALE_MAX_VALUE_BYTES}. */
    static String cut(int maxBytes) {
        return "<telltale: cut at " + maxBytes + " bytes>";
    }

    /** The end of a text or of binary data of which {@code count} chars or bytes are not told. */
    static String leftOut(long count, String unit) {
        return "<telltale: " + count + " " + unit + " left out>";
    }

    /** A number with more digits than are told. */
    static String longNumber(long bits) {
        return "<telltale: number of " + bits + " bits>";
    }

    /** A value of a type that reading would change, lock or load. */
    static String untold(Class<?> type) {
        return "<telltale: " + name(type) + " is not read>";
    }

    /** A value that has nothing to show. */
    static String noProperties(Class<?> type) {
        return "<telltale: " + name(type) + " has no properties>";
    }

    /** A value whose own code, or its serializer, threw. */
    static String failed(@Nullable Class<?> type, Throwable thrown) {
        return "<telltale: " + (type == null ? "value" : name(type)) + " failed, "
                + name(root(thrown).getClass()) + ">";
    }

    /** What was thrown first; Jackson and reflection wrap it. */
    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (int i = 0; i < 16 && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root;
    }

    private static String name(Class<?> type) {
        String name = type.getName();
        return name.length() <= MAX_TYPE_LENGTH ? name : name.substring(0, MAX_TYPE_LENGTH) + "…";
    }
}
