package io.telltale;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One setting: its names in the environment, its default, and how its values are written. Immutable. */
final class Variable<T> {
    private static final int LONGEST_SHOWN = 100;

    private final String name;
    private final @Nullable String alias;
    private final Syntax<T> syntax;
    private final @Nullable T defaultValue;
    private final UnaryOperator<String> mask;

    private Variable(
            String name,
            @Nullable String alias,
            Syntax<T> syntax,
            @Nullable T defaultValue,
            UnaryOperator<String> mask) {
        this.name = name;
        this.alias = alias;
        this.syntax = syntax;
        this.defaultValue = defaultValue;
        this.mask = mask;
    }

    static <T> Variable<T> of(String name, Syntax<T> syntax, T defaultValue) {
        return new Variable<>(name, null, syntax, defaultValue, UnaryOperator.identity());
    }

    static <T> Variable<T> withoutDefault(String name, Syntax<T> syntax) {
        return new Variable<>(name, null, syntax, null, UnaryOperator.identity());
    }

    /** Also read by this name, where the first is not set. */
    Variable<T> orNamed(String otherName) {
        return new Variable<>(name, otherName, syntax, defaultValue, mask);
    }

    /** Never shown. */
    Variable<T> secret() {
        return masked(text -> "***");
    }

    /** Shown as {@code masking} leaves it. */
    Variable<T> masked(UnaryOperator<String> masking) {
        return new Variable<>(name, alias, syntax, defaultValue, masking);
    }

    String name() {
        return name;
    }

    /** The name under which {@code environment} sets it, or null; a blank value is none. */
    @Nullable String nameIn(Map<String, String> environment) {
        List<String> names = alias == null ? List.of(name) : List.of(name, alias);
        for (String candidate : names) {
            String text = environment.get(candidate);
            if (text != null && !text.isBlank()) {
                return candidate;
            }
        }
        return null;
    }

    /** The value, or null when {@code text} is not what is allowed. */
    @Nullable T read(String text) {
        return syntax.read(text.strip());
    }

    /** The value among {@code values}, or else the default. */
    @Nullable T in(Map<Variable<?>, Object> values) {
        @SuppressWarnings("unchecked") // put there by put, below, and nothing else
        T value = (T) values.get(this);
        return value == null ? defaultValue : value;
    }

    T requiredIn(Map<Variable<?>, Object> values) {
        return Objects.requireNonNull(in(values), name);
    }

    void put(T value, Map<Variable<?>, Object> values) {
        values.put(this, value);
    }

    boolean isLegalIn(Map<Variable<?>, Object> values) {
        // The default is.
        return !values.containsKey(this) || isLegal(requiredIn(values));
    }

    boolean isLegal(T value) {
        return syntax.isLegal(value);
    }

    /** Completes the sentence "allowed is …". */
    String allowed() {
        return syntax.allowed();
    }

    /** The sentence that says what is wrong with {@code text}, as set under the name {@code usedName}. */
    String problem(String usedName, String text) {
        return problem(usedName, text, allowed());
    }

    /** The same where it is written another way, by other rules. */
    String problem(String usedName, String text, String allowedThere) {
        return usedName + " is '" + shown(text) + "': allowed is " + allowedThere + ".";
    }

    /** {@code NAME=value} for people's eyes, or null where there is no value. */
    @Nullable String shownIn(Map<Variable<?>, Object> values) {
        T value = in(values);
        return value == null ? null : name + "=" + shown(write(value));
    }

    /** The value's text, not masked. */
    String writtenIn(Map<Variable<?>, Object> values) {
        T value = in(values);
        return value == null ? "" : write(value);
    }

    @Override
    public String toString() {
        return name;
    }

    private String write(T value) {
        return syntax.write(value);
    }

    private String shown(String text) {
        String visible = mask.apply(text).replaceAll("\\p{Cntrl}", "\uFFFD");
        return visible.length() <= LONGEST_SHOWN ? visible : visible.substring(0, LONGEST_SHOWN) + "…";
    }
}
