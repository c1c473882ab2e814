package io.telltale;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rows of a fault matrix, as a page of the build directory. The test's thread's alone. */
final class FaultTable {
    private final List<FaultRow> rows = new ArrayList<>();

    void add(FaultRow row) {
        rows.add(row);
    }

    void write(String file) throws IOException {
        BuildDirectory.write(file, lines());
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                "# The fault matrix",
                "",
                "Longest calls in milliseconds. Requests and duplicates are those that the receiver saw.",
                "",
                "| faults | rows | events | delivered | dropped | duplicates | requests | longest call: async, deferred | sync |",
                "|---|---|---|---|---|---|---|---|---|"));
        byGroup().forEach((group, of) -> lines.add(sum(group, of)));
        lines.add(sum("all", rows));
        lines.addAll(List.of(
                "",
                "| group | fault | delivery | format | recorded | delivered | stored | dropped | duplicates | requests | longest call |",
                "|---|---|---|---|---|---|---|---|---|---|---|"));
        rows.forEach(row -> lines.add(row.toMarkdown()));
        return lines;
    }

    private Map<String, List<FaultRow>> byGroup() {
        return rows.stream().collect(Collectors.groupingBy(FaultRow::group, LinkedHashMap::new, Collectors.toList()));
    }

    private static String sum(String group, List<FaultRow> of) {
        return "| " + group + " | " + of.size() + " | "
                + of.stream().mapToLong(FaultRow::recorded).sum() + " | "
                + of.stream().mapToLong(FaultRow::delivered).sum() + " | "
                + of.stream().mapToLong(FaultRow::droppedTotal).sum() + " | "
                + of.stream().mapToLong(FaultRow::duplicates).sum() + " | "
                + of.stream().mapToLong(FaultRow::requests).sum() + " | "
                + longest(of, false) + " | " + longest(of, true) + " |";
    }

    private static String longest(List<FaultRow> of, boolean sync) {
        return of.stream()
                .filter(row -> sync == (row.delivery() == Delivery.SYNC))
                .map(FaultRow::longestCall)
                .max(Comparator.naturalOrder())
                .map(FaultRow::millis)
                .orElse("-");
    }
}
