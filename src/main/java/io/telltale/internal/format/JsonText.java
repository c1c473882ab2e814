package io.telltale.internal.format;

import java.util.Arrays;

/**
 * What stands between the quotes of a JSON string (<a href="https://www.rfc-editor.org/rfc/rfc8259#section-7">RFC 8259,
 * section 7</a>): which chars need an escape, and how many bytes they take.
 */
final class JsonText {
    /** More than this many bytes of JSON no char takes: a control character is six. */
    static final int MAX_BYTES_PER_CHAR = 6;

    /** The same in JSON within a JSON string, where each backslash and each quote is escaped again. */
    private static final int MAX_NESTED_BYTES_PER_CHAR = 7;

    /** By char below 128: 0 where a JSON string holds it as it is. */
    private static final byte[] ESCAPED = new byte[0x80];

    static {
        Arrays.fill(ESCAPED, 0, ' ', (byte) 1);
        ESCAPED['"'] = 1;
        ESCAPED['\\'] = 1;
    }

    private JsonText() {}

    /** How many leading chars of {@code text} {@link JsonBytes#appendText} writes in {@code maxBytes}. */
    static int fit(String text, int maxBytes) {
        return fit(text, maxBytes, false);
    }

    /** The same where the JSON is the content of a JSON string. */
    static int fitNested(String text, int maxBytes) {
        return fit(text, maxBytes, true);
    }

    private static int fit(String text, int maxBytes, boolean nested) {
        int length = text.length();
        if (length <= maxBytes / (nested ? MAX_NESTED_BYTES_PER_CHAR : MAX_BYTES_PER_CHAR)) {
            return length;
        }
        int room = maxBytes;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean pair = isPair(text, i);
            room -= pair ? 4 : width(c, nested);
            if (room < 0) {
                return i;
            }
            if (pair) {
                i++;
            }
        }
        return length;
    }

    private static int width(char c, boolean nested) {
        if (isPlain(c)) {
            return 1;
        }
        if (c >= 0x80) {
            return c < 0x800 ? 2 : 3;
        }
        int escape = shortEscape(c) != 0 ? 2 : 6;
        if (!nested) {
            return escape;
        }
        return escape + (c == '"' || c == '\\' ? 2 : 1);
    }

    /** Whether a JSON string holds the char as one byte, as it is. */
    static boolean isPlain(char c) {
        return c < ESCAPED.length && ESCAPED[c] == 0;
    }

    /** The same of four at once. */
    static boolean isPlain(char c0, char c1, char c2, char c3) {
        return (c0 | c1 | c2 | c3) < ESCAPED.length && (ESCAPED[c0] | ESCAPED[c1] | ESCAPED[c2] | ESCAPED[c3]) == 0;
    }

    /** Whether the two chars from {@code index} on are the halves of one character. */
    static boolean isPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }

    /** The letter after the backslash, or 0 where there is none. */
    static char shortEscape(char c) {
        return switch (c) {
            case '"', '\\' -> c;
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            case '\b' -> 'b';
            case '\f' -> 'f';
            default -> 0;
        };
    }
}
