package io.telltale.internal.capture;

import io.telltale.internal.format.EncodedValue;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.format.ValueSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a {@link ValueSink} and holds one value within its limits: bytes, depth, elements, digits; names that
 * {@link Redaction} hides have their values dropped. What it lets through is always well-formed, whenever it ends.
 * Expects tokens in a legal order. Not thread-safe.
 */
final class Guard {
    static final int MAX_DEPTH = 16;
    static final int MAX_ELEMENTS = 1000;

    private static final int MAX_NAME_LENGTH = 256;

    /** About 980 digits: printing many is quadratic, and Jackson, for one, reads numbers of at most 1,000 chars. */
    private static final int MAX_NUMBER_BITS = 3256;

    /** Tokens that are looked at without being told: a serializer inside a hidden value might never end. */
    private static final int MAX_MUTED_TOKENS = 10_000;

    private static final int NOT_MUTED = -1;

    private final EventFormat format;
    private final ValueSink sink;
    private final Redaction redaction;
    private final int maxBytes;

    /** What the end of a value that is cut may need: a marker under its key. */
    private final int reserve;

    // Where we are
    private int depth;
    private int mutedAt = NOT_MUTED; // the depth at which the value stands that is not told
    private int objects; // bit n: the level at depth n is an object
    private int[] elements = new int[4]; // how many each level has; grows with the depth
    private boolean named; // a told name waits for its value

    // What has happened
    private int tokens;
    private int mutedTokens;
    private boolean stopped;

    Guard(EventFormat format, Redaction redaction, int maxBytes) {
        this.format = format;
        this.sink = format.newValueSink();
        this.redaction = redaction;
        this.maxBytes = maxBytes;
        this.reserve = 2 * sink.framing() + Marker.NAME.length() + Marker.MAX_CUT_LENGTH;
    }

    void startObject() throws LimitReached {
        start(true);
    }

    void startArray() throws LimitReached {
        start(false);
    }

    private void start(boolean object) throws LimitReached {
        if (!beginValue()) {
            depth++;
            return;
        }
        if (depth == MAX_DEPTH) {
            write(Marker.TOO_DEEP);
            mutedAt = depth++;
            return;
        }
        require(0);
        if (object) {
            sink.startObject();
        } else {
            sink.startArray();
        }
        named = false;
        depth++;
        if (depth == elements.length) {
            elements = Arrays.copyOf(elements, 2 * depth);
        }
        elements[depth] = 0;
        objects = object ? objects | bit() : objects & ~bit();
    }

    void end() throws LimitReached {
        checkStopped();
        tokens++;
        if (isMuted() && depth > mutedAt) {
            depth--;
            unmuteAfterValue();
        } else {
            endTold();
        }
    }

    private void endTold() {
        if (named) {
            sink.nothing();
            named = false;
        }
        if (inObject()) {
            sink.endObject();
        } else {
            sink.endArray();
        }
        depth--;
    }

    /** The name of the next value; a hidden one gets its marker here and its value is not told. */
    void name(String name) throws LimitReached {
        name(name, false);
    }

    /** As {@link #name(String)}, of a name that a program declares: a property's. */
    void declaredName(String name) throws LimitReached {
        name(name, true);
    }

    private void name(String name, boolean declared) throws LimitReached {
        checkStopped();
        tokens++;
        if (isMuted()) {
            countMuted();
            return;
        }
        countElement();
        String shown = name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH) + "…";
        if (format.fit(shown, room()) < shown.length()) {
            throw stop();
        }
        sink.name(shown);
        named = true;
        if (declared ? redaction.hidesDeclared(name) : redaction.hides(name)) {
            write(Marker.REDACTED);
            mutedAt = depth;
        }
    }

    void text(String value) throws LimitReached {
        text(value, 0, "characters");
    }

    /**
     * A text of which only the beginning is at hand.
     *
     * @param missing how many units follow {@code value}; 0 when it is whole
     */
    void text(String value, long missing, String unit) throws LimitReached {
        if (beginScalar()) {
            int room = room();
            if (missing > 0 || format.fit(value, room) < value.length()) {
                value = cut(format, value, room, missing, unit);
            }
            write(value);
        }
    }

    /** As much of {@code value} as leaves room for the words on what is missing; those words at least. */
    static String cut(EventFormat format, String value, int maxBytes, long missing, String unit) {
        int kept = format.fit(value, Math.max(0, maxBytes - Marker.MAX_CUT_LENGTH));
        return value.substring(0, kept) + Marker.leftOut(value.length() - kept + missing, unit);
    }

    void number(long value) throws LimitReached {
        if (beginScalar()) {
            require(20);
            sink.number(value);
            named = false;
        }
    }

    void number(double value) throws LimitReached {
        if (beginScalar()) {
            require(25);
            sink.number(value);
            named = false;
        }
    }

    void number(BigInteger value) throws LimitReached {
        if (isTooLong(value)) {
            text(Marker.longNumber(value.bitLength()));
        } else if (beginScalar()) {
            require(digits(value) + 1);
            sink.number(value);
            named = false;
        }
    }

    void number(BigDecimal value) throws LimitReached {
        BigInteger unscaled = value.unscaledValue();
        if (isTooLong(unscaled)) {
            text(Marker.longNumber(unscaled.bitLength()));
        } else if (beginScalar()) {
            require(digits(unscaled) + 14); // sign, point, leading zeros or exponent
            sink.number(value);
            named = false;
        }
    }

    /** Whether a number has more digits than are told. Looks at no digit. */
    static boolean isTooLong(BigInteger value) {
        return value.bitLength() > MAX_NUMBER_BITS;
    }

    private static int digits(BigInteger value) {
        return value.bitLength() / 3 + 1;
    }

    void bool(boolean value) throws LimitReached {
        if (beginScalar()) {
            require(5);
            sink.bool(value);
            named = false;
        }
    }

    void nothing() throws LimitReached {
        if (beginScalar()) {
            require(4);
            sink.nothing();
            named = false;
        }
    }

    /** Passes over a value that stands where nothing is told. */
    void skipMutedValue() throws LimitReached {
        beginScalar();
    }

    boolean isMuted() {
        return mutedAt != NOT_MUTED;
    }

    int depth() {
        return depth;
    }

    /** Grows with each token. */
    int tokens() {
        return tokens;
    }

    /** Whether the byte budget is used up: the whole value ends here. */
    boolean isStopped() {
        return stopped;
    }

    /** How many bytes a text may have here. */
    int room() {
        return maxBytes - reserve - sink.size() - sink.framing();
    }

    /**
     * Ends what was started below {@code level}.
     *
     * @param marker says why, where the innermost value or container breaks off; null when that has been said
     */
    void closeTo(int level, @Nullable String marker) throws LimitReached {
        returnToTold();
        if (marker != null && named) {
            write(marker);
        } else if (marker != null && depth > level && elements[depth] <= MAX_ELEMENTS) {
            mark(marker);
        }
        while (depth > level) {
            endTold();
        }
    }

    /** The value as it stands; ends what is open, and says so where the byte budget did that. */
    EncodedValue finish() {
        returnToTold();
        if (stopped) {
            markCut();
        } else if (sink.size() == 0) {
            sink.text(Marker.EMPTY);
        }
        while (depth > 0) {
            endTold();
        }
        return sink.finish();
    }

    /** Takes its room from the reserve. */
    private void markCut() {
        if (depth > 0 && !named && inObject()) {
            sink.name(Marker.NAME);
        }
        if (depth > 0 || sink.size() == 0) {
            sink.text(Marker.cut(maxBytes));
        }
        named = false;
    }

    private void returnToTold() {
        if (isMuted()) {
            depth = mutedAt;
            mutedAt = NOT_MUTED;
        }
    }

    private boolean beginScalar() throws LimitReached {
        boolean told = beginValue();
        if (!told) {
            unmuteAfterValue();
        }
        return told;
    }

    /** Counts a value and says whether it is to be told. */
    private boolean beginValue() throws LimitReached {
        checkStopped();
        tokens++;
        if (isMuted()) {
            countMuted();
            return false;
        }
        if (depth == 0 && sink.size() > 0) {
            throw stop(); // a second value after the first
        }
        if (depth > 0 && !inObject()) {
            countElement();
        }
        return true;
    }

    private void unmuteAfterValue() {
        if (depth == mutedAt) {
            mutedAt = NOT_MUTED;
        }
    }

    private void countMuted() throws LimitReached {
        if (++mutedTokens > MAX_MUTED_TOKENS) {
            throw stop();
        }
    }

    private void countElement() throws LimitReached {
        if (++elements[depth] <= MAX_ELEMENTS) {
            return;
        }
        if (elements[depth] == MAX_ELEMENTS + 1) {
            mark(Marker.TOO_MANY);
        }
        throw new LimitReached();
    }

    /** Leaves a marker as the open container's last element. */
    private void mark(String marker) throws LimitReached {
        require(Marker.NAME.length() + sink.framing() + marker.length());
        if (inObject()) {
            sink.name(Marker.NAME);
        }
        sink.text(marker);
    }

    private void write(String text) throws LimitReached {
        if (format.fit(text, room()) < text.length()) {
            throw stop();
        }
        sink.text(text);
        named = false;
    }

    private void require(int bytes) throws LimitReached {
        if (bytes > room()) {
            throw stop();
        }
    }

    private LimitReached stop() {
        stopped = true;
        return new LimitReached();
    }

    private void checkStopped() throws LimitReached {
        if (stopped) {
            throw new LimitReached();
        }
    }

    private boolean inObject() {
        return (objects & bit()) != 0;
    }

    private int bit() {
        return 1 << depth;
    }
}
