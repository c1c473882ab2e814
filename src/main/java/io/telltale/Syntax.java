package io.telltale;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** How one kind of value is written in a variable. Classes and no lambdas, which take a start twice as long to load. */
abstract class Syntax<T> {
    private static final String UNESCAPED_COMMA = "(?<!\\\\),";

    /** Of a host name (RFC 1035, section 2.3.4). */
    private static final int LONGEST_LABEL = 63;

    private final String allowed;

    /** @param allowed completes the sentence "allowed is …" */
    Syntax(String allowed) {
        this.allowed = allowed;
    }

    /**
     * The value, perhaps out of bounds.
     *
     * @throws IllegalArgumentException for text that can't be read
     * @throws ArithmeticException likewise
     * @throws DateTimeException likewise
     */
    abstract T parse(String text);

    /** Whether a value is within bounds, wherever it came from. */
    boolean isLegal(T value) {
        return true;
    }

    /** The inverse of {@link #parse}. */
    String write(T value) {
        return value.toString();
    }

    final String allowed() {
        return allowed;
    }

    /** The value, or null when {@code text} is not what is allowed. */
    final @Nullable T read(String text) {
        try {
            T value = parse(text);
            return isLegal(value) ? value : null;
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException unreadable) {
            // No cause is kept: its message repeats the text, which may be a secret.
            return null;
        }
    }

    static Syntax<Boolean> truth() {
        return new Syntax<>("true or false") {
            @Override
            Boolean parse(String text) {
                return switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException();
                };
            }
        };
    }

    static <E extends Enum<E>> Syntax<E> oneOf(List<E> constants) {
        return new Syntax<>(alternatives(constants)) {
            @Override
            E parse(String text) {
                for (E constant : constants) {
                    if (constantName(constant).equals(text.toLowerCase(Locale.ROOT))) {
                        return constant;
                    }
                }
                throw new IllegalArgumentException();
            }

            @Override
            boolean isLegal(E value) {
                return constants.contains(value);
            }

            @Override
            String write(E value) {
                return constantName(value);
            }
        };
    }

    static Syntax<Integer> count(int min, int max) {
        return new Between<>("a whole number from " + min + " to " + max, min, max) {
            @Override
            Integer parse(String text) {
                return Integer.valueOf(text);
            }
        };
    }

    static Syntax<Double> fraction() {
        return new Syntax<>("a number from 0 to 1") {
            @Override
            Double parse(String text) {
                // BigDecimal, since Double reads "NaN", "0x1p-3" and "1d" too.
                return new BigDecimal(text).doubleValue();
            }

            @Override
            boolean isLegal(Double value) {
                return value >= 0 && value <= 1;
            }
        };
    }

    static Syntax<Long> bytes(long min, long max) {
        return new Between<>(
                "a size from " + Quantity.writeBytes(min) + " to " + Quantity.writeBytes(max)
                        + ", such as 8KiB, 1MiB, 10KB or 4096",
                min,
                max) {
            @Override
            Long parse(String text) {
                return Quantity.readBytes(text);
            }

            @Override
            String write(Long value) {
                return Quantity.writeBytes(value);
            }
        };
    }

    static Syntax<Duration> duration(Duration min, Duration max) {
        return new Between<>(
                "a duration from " + Quantity.writeDuration(min) + " to " + Quantity.writeDuration(max)
                        + ", such as 100ms, 5s, 2m, 1h or PT5S",
                min,
                max) {
            @Override
            Duration parse(String text) {
                return Quantity.readDuration(text);
            }

            @Override
            String write(Duration value) {
                return Quantity.writeDuration(value);
            }
        };
    }

    static Syntax<String> text() {
        return new Syntax<>("text of at most 255 characters, not blank, without control characters") {
            @Override
            String parse(String text) {
                return text;
            }

            @Override
            boolean isLegal(String value) {
                return !value.isBlank()
                        && value.length() <= 255
                        && value.chars().noneMatch(Character::isISOControl);
            }
        };
    }

    static Syntax<URI> httpUri() {
        return new Syntax<>("an absolute http or https URI with a host (a host name has no underscore), without user"
                + " info and fragment, such as https://collector.example:4318/v1/traces") {
            @Override
            URI parse(String text) {
                return URI.create(text);
            }

            @Override
            boolean isLegal(URI value) {
                return isHttpUri(value);
            }
        };
    }

    static Syntax<Path> path(String ofWhat) {
        return new Syntax<>("the path of " + ofWhat) {
            @Override
            Path parse(String text) {
                return Path.of(text);
            }
        };
    }

    /** {@code a,b,c}. */
    static Syntax<Set<String>> names() {
        return new Syntax<>("names separated by commas") {
            @Override
            Set<String> parse(String text) {
                return frozen(parts(text).stream().map(String::strip).toList());
            }

            @Override
            boolean isLegal(Set<String> value) {
                return value.stream().allMatch(name -> name != null && !name.isBlank());
            }

            @Override
            String write(Set<String> value) {
                return String.join(",", value);
            }
        };
    }

    /** {@code k=v,k2=v2}; a comma within a value is written {@code \,}. */
    static Syntax<Map<String, String>> pairs() {
        return new Pairs("k=v,k2=v2 with each name once (a comma within a value is written \\,)");
    }

    /** Of {@link #pairs}. */
    static class Pairs extends Syntax<Map<String, String>> {
        Pairs(String allowed) {
            super(allowed);
        }

        @Override
        Map<String, String> parse(String text) {
            return readPairs(text);
        }

        @Override
        boolean isLegal(Map<String, String> value) {
            return value.entrySet().stream()
                    .allMatch(pair -> pair.getKey() != null && !pair.getKey().isBlank() && pair.getValue() != null);
        }

        @Override
        String write(Map<String, String> value) {
            return value.entrySet().stream()
                    .map(pair -> pair.getKey() + "="
                            + String.valueOf(pair.getValue()).replace(",", "\\,"))
                    .collect(Collectors.joining(","));
        }
    }

    private static boolean isHttpUri(URI uri) {
        return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.getPort() != 0
                && uri.getPort() <= 65_535
                && (isPlainName(uri.getHost()) || HttpUrl.get(uri) != null);
    }

    /**
     * The client that posts is stricter than a URI about hosts, but takes every short name and every IPv4 address: there it
     * need not be asked, and its classes can be loaded beside the rest of a start.
     */
    private static boolean isPlainName(String host) {
        boolean ipv6 = host.startsWith("[");
        boolean punycode = host.contains("--");
        return !ipv6 && !punycode && host.length() <= LONGEST_LABEL;
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

    private static String alternatives(List<? extends Enum<?>> constants) {
        List<String> names = new ArrayList<>();
        for (Enum<?> constant : constants) {
            names.add(constantName(constant));
        }
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    /** A value with a least and a greatest. */
    private abstract static class Between<T extends Comparable<T>> extends Syntax<T> {
        private final T min;
        private final T max;

        Between(String allowed, T min, T max) {
            super(allowed);
            this.min = min;
            this.max = max;
        }

        @Override
        final boolean isLegal(T value) {
            return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
        }
    }
}
