package io.telltale.internal.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Retry-After} header (RFC 9110, section 10.2.3): seconds or an HTTP date, in any of the three formats that a
 * recipient must read (section 5.6.7). A date is read against the answer's own {@code Date}, so that clocks need not
 * agree. What can't be read is as if it were absent.
 */
final class RetryAfter {
    private static final int MOST_DIGITS = 9;

    private static final List<DateTimeFormatter> HTTP_DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC), // RFC 850
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC)); // asctime

    private RetryAfter() {}

    /** The wait it names, at most {@link Gate#LONGEST_HOLD}, or null. */
    static @Nullable Duration parse(@Nullable String retryAfter, @Nullable String date, Instant now) {
        if (retryAfter == null || retryAfter.isBlank()) {
            return null;
        }
        String text = retryAfter.strip();
        Duration wait = text.chars().allMatch(c -> c >= '0' && c <= '9') ? seconds(text) : until(text, date, now);
        if (wait == null) {
            return null;
        }
        return wait.compareTo(Gate.LONGEST_HOLD) > 0 ? Gate.LONGEST_HOLD : wait;
    }

    private static Duration seconds(String digits) {
        return digits.length() > MOST_DIGITS ? Gate.LONGEST_HOLD : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static @Nullable Duration until(String text, @Nullable String date, Instant now) {
        Instant then = httpDate(text);
        if (then == null) {
            return null;
        }
        Instant answered = httpDate(date);
        Duration wait = Duration.between(answered == null ? now : answered, then);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static @Nullable Instant httpDate(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (DateTimeFormatter format : HTTP_DATES) {
            try {
                return ZonedDateTime.parse(text.strip(), format).toInstant();
            } catch (DateTimeParseException unreadable) {
                // another format, perhaps
            }
        }
        return null;
    }
}
