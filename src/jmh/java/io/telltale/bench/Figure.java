package io.telltale.bench;

import java.util.Locale;

/** How numbers are written in the tables. */
final class Figure {
    private Figure() {}

    /** With thousands' commas, and decimals only where they tell something; "–" if there is no number. */
    static String of(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int decimals = size >= 20 || value == Math.rint(value) ? 0 : size >= 1 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** The lowest and the highest of all rounds. */
    static String range(Spread spread) {
        return Double.isNaN(spread.median()) ? "–" : of(spread.min()) + "–" + of(spread.max());
    }

    static String percent(double share) {
        return share == 0 ? "0" : of(100 * share) + " %";
    }
}
