package io.telltale;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of value is written in a variable.
 *
 * @param allowed completes the sentence "allowed is …"
 * @param reader from text; throws {@link IllegalArgumentException}, {@link ArithmeticException} or {@link
 *     DateTimeException} for text it can't read
 * @param legal whether a value is within bounds, wherever it came from
 * @param writer the inverse of the reader
 */
record Syntax<T>(String allowed, Function<String, T> reader, Predicate<T> legal, Function<T, String> writer) {
    private static final String UNESCAPED_COMMA = "(?<!\\\\),";

    /** The value, or null when {@code text} is not what is allowed. */
    @Nullable T read(String text) {
        try {
            T value = reader.apply(text);
            return legal.test(value) ? value : null;
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException unreadable) {
            // No cause is kept: its message repeats the text, which may be a secret.
            return null;
        }
    }

    Syntax<T> where(String narrower, Predicate<T> also) {
        return new Syntax<>(narrower, reader, value -> legal.test(value) && also.test(value), writer);
    }

    static Syntax<Boolean> truth() {
        return new Syntax<>(
                "true or false",
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException();
                },
                value -> true,
                Object::toString);
    }

    static <E extends Enum<E>> Syntax<E> oneOf(List<E> constants) {
        return new Syntax<>(
                alternatives(constants.stream().map(Syntax::constantName).toList()),
                text -> constants.stream()
                        .filter(constant -> constantName(constant).equals(text.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new),
                constants::contains,
                Syntax::constantName);
    }

    static Syntax<Integer> count(int min, int max) {
        return new Syntax<>(
                "a whole number from " + min + " to " + max,
                Integer::valueOf,
                value -> value >= min && value <= max,
                Object::toString);
    }

    static Syntax<Double> fraction() {
        // BigDecimal, since Double reads "NaN", "0x1p-3" and "1d" too.
        return new Syntax<>(
                "a number from 0 to 1",
                text -> new BigDecimal(text).doubleValue(),
                value -> value >= 0 && value <= 1,
                Object::toString);
    }

    static Syntax<Long> bytes(long min, long max) {
        return new Syntax<>(
                "a size from " + Quantity.writeBytes(min) + " to " + Quantity.writeBytes(max)
                        + ", such as 8KiB, 1MiB, 10KB or 4096",
                Quantity::readBytes,
                value -> value >= min && value <= max,
                Quantity::writeBytes);
    }

    static Syntax<Duration> duration(Duration min, Duration max) {
        return new Syntax<>(
                "a duration from " + Quantity.writeDuration(min) + " to " + Quantity.writeDuration(max)
                        + ", such as 100ms, 5s, 2m, 1h or PT5S",
                Quantity::readDuration,
                value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
                Quantity::writeDuration);
    }

    static Syntax<String> text() {
        return new Syntax<>(
                "text of at most 255 characters, not blank, without control characters",
                Function.identity(),
                value -> !value.isBlank()
                        && value.length() <= 255
                        && value.chars().noneMatch(Character::isISOControl),
                Function.identity());
    }

    static Syntax<URI> httpUri() {
        return new Syntax<>(
                "an absolute http or https URI with a host (a host name has no underscore), without user info and"
                        + " fragment, such as https://collector.example:4318/v1/traces",
                URI::create,
                Syntax::isHttpUri,
                URI::toString);
    }

    static Syntax<Path> path() {
        return new Syntax<>("the path of a PEM file", Path::of, value -> true, Path::toString);
    }

    /** {@code a,b,c}. */
    static Syntax<Set<String>> names() {
        return new Syntax<>(
                "names separated by commas",
                text -> frozen(parts(text).stream().map(String::strip).toList()),
                value -> value.stream().allMatch(name -> name != null && !name.isBlank()),
                value -> String.join(",", value));
    }

    /** {@code k=v,k2=v2}; a comma within a value is written {@code \,}. */
    static Syntax<Map<String, String>> pairs() {
        return new Syntax<>(
                "k=v,k2=v2 with each name once (a comma within a value is written \\,)",
                Syntax::readPairs,
                value -> value.entrySet().stream()
                        .allMatch(
                                pair -> pair.getKey() != null && !pair.getKey().isBlank() && pair.getValue() != null),
                value -> value.entrySet().stream()
                        .map(pair -> pair.getKey() + "="
                                + String.valueOf(pair.getValue()).replace(",", "\\,"))
                        .collect(Collectors.joining(",")));
    }

    private static boolean isHttpUri(URI uri) {
        return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.getPort() != 0
                && uri.getPort() <= 65_535
                // The client that posts is stricter about hosts.
                && HttpUrl.get(uri) != null;
    }

    private static Map<String, String> readPairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : parts(text)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException();
            }
            String value = part.substring(equals + 1).strip();
            if (pairs.put(part.substring(0, equals).strip(), value) != null) {
                throw new IllegalArgumentException();
            }
        }
        return Collections.unmodifiableMap(pairs);
    }

    private static List<String> parts(String text) {
        return List.of(text.split(UNESCAPED_COMMA, -1)).stream()
                .map(part -> part.replace("\\,", ","))
                .toList();
    }

    private static Set<String> frozen(List<String> names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    private static String constantName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String alternatives(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }
}
