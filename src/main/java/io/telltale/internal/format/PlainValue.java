package io.telltale.internal.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The values that an event may carry by reference: nobody can change them, and writing them runs no user code. The one
 * place that says which those are, and how each is told.
 */
public final class PlainValue {
    /** Final classes of the JDK whose {@code toString} is short and their ISO form. */
    private static final Set<Class<?>> TOLD_AS_TEXT = Set.of(
            UUID.class,
            Currency.class,
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            ZoneOffset.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            Duration.class,
            Period.class,
            Character.class);

    private static final Set<Class<?>> OTHER_FINAL = Set.of(
            String.class,
            Integer.class,
            Long.class,
            Boolean.class,
            Double.class,
            Float.class,
            Short.class,
            Byte.class,
            Void.class);

    private PlainValue() {}

    /** Whether {@link #is} holds for whatever a parameter or result of this type may be. */
    public static boolean isEvery(Class<?> declared) {
        return declared.isPrimitive()
                || declared.isEnum()
                || OTHER_FINAL.contains(declared)
                || TOLD_AS_TEXT.contains(declared);
    }

    /**
     * Whether {@code value} may be carried by reference. Size is the caller's to look at: a text or a {@link BigInteger}
     * is plain however long.
     */
    public static boolean is(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Boolean
                || value instanceof Double
                || value instanceof Enum<?>
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte) {
            return true;
        }
        // By exact class: BigDecimal and BigInteger have subclasses, and those are mutable if they like.
        Class<?> type = value.getClass();
        return type == BigDecimal.class || type == BigInteger.class || TOLD_AS_TEXT.contains(type);
    }

    /** The text of a value that {@link #is} plain. */
    public static String text(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name(); // Enum.toString is anybody's to override
        }
        return value.toString();
    }

    static void write(@Nullable Object value, ValueSink sink) {
        if (value == null) {
            sink.nothing();
        } else if (value instanceof String text) {
            sink.text(text);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            sink.number(((Number) value).longValue());
        } else if (value instanceof Boolean bool) {
            sink.bool(bool);
        } else if (value instanceof Double number) {
            sink.number(number);
        } else if (value instanceof Float number) {
            sink.number(widen(number));
        } else if (value instanceof BigDecimal number) {
            sink.number(number);
        } else if (value instanceof BigInteger number) {
            sink.number(number);
        } else {
            sink.text(text(value));
        }
    }

    /** The double with the same shortest decimal form: 0.1f is told as 0.1, not as 0.10000000149011612. */
    public static double widen(float number) {
        return Double.parseDouble(Float.toString(number));
    }
}
