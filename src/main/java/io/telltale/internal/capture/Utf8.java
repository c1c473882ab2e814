package io.telltale.internal.capture;

/** Sizes of text in UTF-8, without encoding it. A surrogate without its other half counts as U+FFFD. */
final class Utf8 {
    private Utf8() {}

    /** How many leading chars take at most {@code maxBytes}; never ends between the halves of a surrogate pair. */
    static int fit(String text, int maxBytes) {
        int length = text.length();
        if (length <= maxBytes / 3) {
            return length;
        }
        int room = maxBytes;
        int index = 0;
        while (index < length) {
            room -= width(text, index);
            if (room < 0) {
                return index;
            }
            index += isPair(text, index) ? 2 : 1;
        }
        return length;
    }

    /** The bytes of the first {@code end} chars. */
    static int length(String text, int end) {
        int bytes = 0;
        for (int index = 0; index < end; index += isPair(text, index) ? 2 : 1) {
            bytes += width(text, index);
        }
        return bytes;
    }

    private static int width(String text, int index) {
        char c = text.charAt(index);
        if (c < 0x80) {
            return 1;
        }
        if (c < 0x800) {
            return 2;
        }
        return isPair(text, index) ? 4 : 3;
    }

    private static boolean isPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}
