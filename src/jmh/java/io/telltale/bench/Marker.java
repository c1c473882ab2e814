package io.telltale.bench;

import java.nio.charset.StandardCharsets;

/**
 * What travels in a call's argument so that the receiver knows, in any wire format, which call arrived and how long it
 * took: a magic word, the run, the call's number and {@link System#nanoTime} (on Linux the same clock for all
 * processes), in ASCII and of fixed width.
 */
final class Marker {
    /** All the same character: a search that looks at every eighth byte can't miss it. */
    static final String MAGIC = "~~~~~~~~";

    static final int LENGTH = MAGIC.length() + 4 + 8 + 16;

    private static final int RUN = MAGIC.length();
    private static final int CALL = RUN + 4;
    private static final int TIME = CALL + 8;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** Told of each marker in a body. */
    interface Finder {
        void found(int run, int call, long nanoTime);
    }

    private Marker() {}

    static String text(int run, int call, long nanoTime) {
        byte[] text = new byte[LENGTH];
        for (int i = 0; i < RUN; i++) {
            text[i] = '~';
        }
        writeHex(text, RUN, CALL, run);
        writeHex(text, CALL, TIME, call);
        writeHex(text, TIME, LENGTH, nanoTime);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Finds all markers in the first {@code length} bytes. */
    static void findAll(byte[] body, int length, Finder finder) {
        int at = RUN - 1;
        while (at < length) {
            if (body[at] != '~') {
                at += RUN;
                continue;
            }
            int start = startOfTildes(body, at);
            int end = endOfTildes(body, at, length);
            if (end - start == RUN && start + LENGTH <= length) {
                finder.found(
                        (int) readHex(body, start + RUN, start + CALL),
                        (int) readHex(body, start + CALL, start + TIME),
                        readHex(body, start + TIME, start + LENGTH));
                end = start + LENGTH;
            }
            at = end + RUN - 1;
        }
    }

    private static int startOfTildes(byte[] body, int at) {
        int start = at;
        while (start > 0 && body[start - 1] == '~') {
            start--;
        }
        return start;
    }

    private static int endOfTildes(byte[] body, int at, int length) {
        int end = at;
        while (end < length && body[end] == '~') {
            end++;
        }
        return end;
    }

    private static void writeHex(byte[] text, int from, int to, long value) {
        long rest = value;
        for (int i = to - 1; i >= from; i--) {
            text[i] = DIGITS[(int) (rest & 15)];
            rest >>>= 4;
        }
    }

    private static long readHex(byte[] text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                throw new IllegalArgumentException("a marker was cut or changed on its way");
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
