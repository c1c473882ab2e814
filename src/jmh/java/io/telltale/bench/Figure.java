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
        return withDecimals(value, decimals);
    }

    /** Three digits that count: enough to tell a value from the bar that it just missed. */
    static String precise(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int decimals =
                size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
        return withDecimals(value, decimals);
    }

    private static String withDecimals(double value, int decimals) {
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
