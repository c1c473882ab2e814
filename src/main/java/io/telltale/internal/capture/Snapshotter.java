package io.telltale.internal.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.telltale.TraceContext;
import io.telltale.TraceFailure;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.format.PlainValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Takes arguments, results and exceptions as they are now. Thread-safe; no method throws. */
public final class Snapshotter {
    private static final int MAX_TAG_LENGTH = 256;

    private final EventFormat format;
    private final Redaction redaction;
    private final int maxValueBytes;
    private final LongAdder failures = new LongAdder();

    /** Null until a value may need it, for many applications tell none and Jackson is slow to load. Written under the lock. */
    private volatile @Nullable StructuredWriter writer;

    /**
     * @param format whose bytes structured values are written in
     * @param maxValueBytes the most bytes of one value in that format; a marker alone may be longer if that is tiny
     * @param own the user's, which is copied and never changed, or null
     * @throws IllegalArgumentException if {@code own} can't be copied
     */
    public Snapshotter(EventFormat format, Redaction redaction, int maxValueBytes, @Nullable ObjectMapper own) {
        this.format = format;
        this.redaction = redaction;
        this.maxValueBytes = maxValueBytes;
        // A user's is copied at once: it may be changed later.
        this.writer = own == null ? null : new StructuredWriter(own, redaction);
    }

    /** Readies what values of these declared types need, so that no call has to wait for it. */
    public void prepareFor(Class<?>... declared) {
        for (Class<?> type : declared) {
            if (!PlainValue.isEvery(type)) {
                writer();
            }
        }
    }

    /** The value as a {@link io.telltale.TraceEvent} may keep it: unchangeable and cut to size, or bytes of the wire format. */
    public @Nullable Object take(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return cut(text);
        }
        if (PlainValue.is(value)) {
            return withinDigits(value);
        }
        if (value instanceof Class<?> type) {
            return cut(type.getName());
        }
        if (value instanceof URI || value instanceof Locale) {
            return cut(value.toString());
        }
        return write(value);
    }

    /** What is told in place of a value that {@link Redaction} or {@link io.telltale.Redact} hides. */
    public Object redacted() {
        return Marker.REDACTED;
    }

    /** What is told in place of a text or number whose parameter has no name to check against {@link Redaction}. */
    public Object unnamed() {
        return Marker.UNNAMED;
    }

    /**
     * The text of a tag, at most 256 chars: of text, a number, a boolean, a char, an enum constant, a UUID or a {@code
     * java.time} value.
     *
     * @return null for null and for any other type
     */
    public @Nullable String tag(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return shorten(text);
        }
        if (PlainValue.is(value)) {
            return shorten(PlainValue.text(withinDigits(value)));
        }
        if (value instanceof Number || isOfJavaTime(value)) {
            return shorten(textOf(value));
        }
        return null;
    }

    /** What a call threw, rendered now: the exception's own methods run on this thread, their failures become words. */
    public TraceFailure failure(Throwable thrown) {
        String type = thrown.getClass().getName();
        TraceContext previous = TraceContext.suppress();
        try {
            String message = FailureText.message(thrown);
            return new TraceFailure(type, message == null ? null : cut(message), FailureText.of(thrown));
        } catch (Throwable e) {
            // Telling must not replace what the application threw, not even on a stack that is nearly full.
            failures.increment();
            return new TraceFailure(type, null, "");
        } finally {
            TraceContext.exchange(previous);
        }
    }

    /** How many values, or parts of them, could not be serialized and are told as markers. */
    public long failures() {
        return failures.sum();
    }

    private StructuredWriter writer() {
        StructuredWriter made = writer;
        return made == null ? makeWriter() : made;
    }

    private synchronized StructuredWriter makeWriter() {
        StructuredWriter made = writer;
        if (made == null) {
            made = new StructuredWriter(null, redaction);
            writer = made;
        }
        return made;
    }

    private Object write(Object value) {
        TraceContext previous = TraceContext.suppress();
        try {
            Guard guard = new Guard(format, redaction, maxValueBytes);
            return writer().write(value, guard, maxValueBytes, failures);
        } catch (Throwable e) {
            // User code on the caller's thread: not even a stack overflow or a full heap may reach the caller.
            failures.increment();
            return Marker.failed(value.getClass(), e);
        } finally {
            TraceContext.exchange(previous);
        }
    }

    private String cut(String text) {
        if (format.fit(text, maxValueBytes) == text.length()) {
            return text;
        }
        return Guard.cut(format, text, maxValueBytes, 0, "characters");
    }

    private static Object withinDigits(Object value) {
        BigInteger digits = null;
        if (value instanceof BigInteger number) {
            digits = number;
        } else if (value instanceof BigDecimal number) {
            digits = number.unscaledValue();
        }
        return digits != null && Guard.isTooLong(digits) ? Marker.longNumber(digits.bitLength()) : value;
    }

    private static boolean isOfJavaTime(Object value) {
        return value.getClass().getName().startsWith("java.time.");
    }

    /** Of a number that is anybody's. */
    private String textOf(Object value) {
        TraceContext previous = TraceContext.suppress();
        try {
            return String.valueOf(value.toString());
        } catch (Throwable e) {
            // User code: its failure is told in place of the tag.
            failures.increment();
            return Marker.failed(value.getClass(), e);
        } finally {
            TraceContext.exchange(previous);
        }
    }

    private static String shorten(String text) {
        if (text.length() <= MAX_TAG_LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TAG_LENGTH - 2)) ? MAX_TAG_LENGTH - 2 : MAX_TAG_LENGTH - 1;
        return text.substring(0, end) + "…";
    }
}
