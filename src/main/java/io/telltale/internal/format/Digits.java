package io.telltale.internal.format;

/** Numbers as digits, eight at a time: one in each byte of a long, the first digit in the highest byte. */
final class Digits {
    /** What to add to eight digits below ten to make them ASCII. */
    static final long ASCII = 0x3030303030303030L;

    private static final int HALF = 10_000;

    private Digits() {}

    /** The eight decimal digits of a number from 0 to 99,999,999, as values from 0 to 9. */
    static long decimal(int number) {
        int high = number / HALF;
        long parts = ((long) high << 32) | (number - high * HALF);
        // Each part by 100, then by 10; the factors are exact for numbers as small as these.
        long quotients = ((parts * 10_486) >>> 20) & 0x0000_007f_0000_007fL;
        parts = (quotients << 16) | (parts - 100 * quotients);
        quotients = ((parts * 103) >>> 10) & 0x000f_000f_000f_000fL;
        return (quotients << 8) | (parts - 10 * quotients);
    }

    /** The eight hexadecimal digits of 32 bits, in lower-case ASCII. */
    static long hexadecimal(int bits) {
        long digits = bits & 0xffff_ffffL;
        digits = (digits | (digits << 16)) & 0x0000_ffff_0000_ffffL;
        digits = (digits | (digits << 8)) & 0x00ff_00ff_00ff_00ffL;
        digits = (digits | (digits << 4)) & 0x0f0f_0f0f_0f0f_0f0fL;
        long letters = ((digits + 0x0606_0606_0606_0606L) >>> 4) & 0x0101_0101_0101_0101L;
        return digits + ASCII + letters * ('a' - '9' - 1);
    }
}
