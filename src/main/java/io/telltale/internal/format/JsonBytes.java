package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing buffer of JSON in UTF-8 (<a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>), written without a
 * String in between. Not thread-safe.
 */
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int MAX_DIGITS_OF_LONG = 20;
    private static final int EIGHT_DIGITS = 100_000_000;

    private byte[] bytes;
    private int size;

    JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    int capacity() {
        return bytes.length;
    }

    void clear() {
        size = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    void append(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
    }

    void append(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    void append(long number) {
        if (number == Long.MIN_VALUE) {
            appendAscii("-9223372036854775808");
            return;
        }
        reserve(MAX_DIGITS_OF_LONG + Long.BYTES);
        if (number < 0) {
            bytes[size++] = '-';
            number = -number;
        }
        if (number < EIGHT_DIGITS) {
            appendUpToEight((int) number);
            return;
        }
        long high = number / EIGHT_DIGITS;
        if (high < EIGHT_DIGITS) {
            appendUpToEight((int) high);
        } else {
            long highest = high / EIGHT_DIGITS;
            appendUpToEight((int) highest);
            appendEight((int) (high - highest * EIGHT_DIGITS));
        }
        appendEight((int) (number - high * EIGHT_DIGITS));
    }

    /** Without leading zeros. Needs room for eight. */
    private void appendUpToEight(int number) {
        long digits = Digits.decimal(number);
        int zeros = Long.numberOfLeadingZeros(digits | 1) / Byte.SIZE;
        EIGHT_BYTES.set(bytes, size, (digits + Digits.ASCII) << (zeros * Byte.SIZE));
        size += Long.BYTES - zeros;
    }

    private void appendEight(int number) {
        EIGHT_BYTES.set(bytes, size, Digits.decimal(number) + Digits.ASCII);
        size += Long.BYTES;
    }

    /** Sixteen lower-case digits. */
    void appendHex(long number) {
        reserve(2 * Long.BYTES);
        EIGHT_BYTES.set(bytes, size, Digits.hexadecimal((int) (number >>> Integer.SIZE)));
        EIGHT_BYTES.set(bytes, size + Long.BYTES, Digits.hexadecimal((int) number));
        size += 2 * Long.BYTES;
    }

    /** Thirty-two lower-case digits. */
    void appendHex(long high, long low) {
        appendHex(high);
        appendHex(low);
    }

    /** Text that needs no escape and no quotes: a number's. */
    void appendAscii(String ascii) {
        int length = ascii.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) ascii.charAt(i);
        }
    }

    /** A JSON string, quotes included. */
    void appendQuoted(String text) {
        append('"');
        appendText(text);
        append('"');
    }

    /** What stands between the quotes of a JSON string. A surrogate without its other half becomes U+FFFD. */
    void appendText(String text) {
        int length = text.length();
        reserve(length);
        byte[] out = bytes; // in locals, and four at a time, the loop takes a third of the time
        int at = size;
        int index = 0;
        for (; index < length - 3; index += 4, at += 4) {
            char c0 = text.charAt(index);
            char c1 = text.charAt(index + 1);
            char c2 = text.charAt(index + 2);
            char c3 = text.charAt(index + 3);
            if (!JsonText.isPlain(c0, c1, c2, c3)) {
                break;
            }
            out[at] = (byte) c0;
            out[at + 1] = (byte) c1;
            out[at + 2] = (byte) c2;
            out[at + 3] = (byte) c3;
        }
        for (; index < length; index++) {
            char c = text.charAt(index);
            if (!JsonText.isPlain(c)) {
                break;
            }
            out[at++] = (byte) c;
        }
        size = at;
        if (index < length) {
            appendEscaped(text, index);
        }
    }

    /** Finished JSON as the content of a JSON string, quotes included. */
    void appendQuoted(JsonBytes json) {
        reserve(json.size + json.escapes(0) + 2);
        bytes[size++] = '"';
        for (int i = 0; i < json.size; i++) {
            byte b = json.bytes[i];
            if (needsEscape(b)) {
                bytes[size++] = '\\';
            }
            bytes[size++] = b;
        }
        bytes[size++] = '"';
    }

    /** How many bytes from {@code start} on JSON in a JSON string takes an escape for. */
    int escapes(int start) {
        int escapes = 0;
        for (int i = start; i < size; i++) {
            if (needsEscape(bytes[i])) {
                escapes++;
            }
        }
        return escapes;
    }

    /** JSON holds no raw control characters. */
    private static boolean needsEscape(byte ofJson) {
        return ofJson == '"' || ofJson == '\\';
    }

    /** Whether what is written is one JSON string. */
    boolean isText() {
        return size > 0 && bytes[0] == '"';
    }

    private void appendEscaped(String text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            reserve(JsonText.MAX_BYTES_PER_CHAR);
            char c = text.charAt(i);
            if (JsonText.isPlain(c)) {
                bytes[size++] = (byte) c;
            } else if (c < 0x80) {
                appendEscape(c);
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xc0 | (c >> 6));
                appendContinuation(c);
            } else if (JsonText.isPair(text, i)) {
                int codePoint = Character.toCodePoint(c, text.charAt(++i));
                bytes[size++] = (byte) (0xf0 | (codePoint >> 18));
                appendContinuation(codePoint >> 12);
                appendContinuation(codePoint >> 6);
                appendContinuation(codePoint);
            } else {
                int codePoint = Character.isSurrogate(c) ? 0xfffd : c;
                bytes[size++] = (byte) (0xe0 | (codePoint >> 12));
                appendContinuation(codePoint >> 6);
                appendContinuation(codePoint);
            }
        }
    }

    private void appendContinuation(int bits) {
        bytes[size++] = (byte) (0x80 | (bits & 0x3f));
    }

    private void appendEscape(char c) {
        bytes[size++] = '\\';
        char letter = JsonText.shortEscape(c);
        if (letter != 0) {
            bytes[size++] = (byte) letter;
            return;
        }
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xf];
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
        }
    }
}
