package io.telltale.bench;

import java.util.List;

/** What was to be reached, beside what was. For one thread. */
final class Bars {
    private final Table table = new Table(List.of("bar", "value", "to reach", ""));

    /** NaN means that a targeted run left it out. */
    void atMost(String title, double value, double limit) {
        row(title, Figure.precise(value), "≤ " + Figure.precise(limit), known(value, limit), value <= limit);
    }

    void atLeast(String title, double value, double limit) {
        row(title, Figure.precise(value), "≥ " + Figure.precise(limit), known(value, limit), value >= limit);
    }

    /**
     * @param known whether there was somebody to compare with
     * @param names who should not be there
     */
    void nobody(String title, boolean known, List<String> names) {
        row(title, names.isEmpty() ? "nobody" : String.join(", ", names), "nobody", known, names.isEmpty());
    }

    /** A figure that belongs beside the others but has no bar of its own. */
    void shown(String title, double value) {
        table.row(List.of(title, Figure.precise(value), "–", "no bar"));
    }

    Table table() {
        return table;
    }

    private static boolean known(double value, double limit) {
        return !Double.isNaN(value) && !Double.isNaN(limit);
    }

    private void row(String title, String value, String limit, boolean known, boolean reached) {
        table.row(List.of(title, value, limit, !known ? "not measured" : reached ? "reached" : "**missed**"));
    }
}
