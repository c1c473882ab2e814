package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** README.md, as tests that keep it true read it. */
public final class Readme {
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(\\w*)\n(.*?)^ *```$");
    private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

    private Readme() {}

    /** All of it. */
    public static String text() {
        try {
            return Files.readString(Path.of("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, line breaks and their indentation as single spaces. */
    public static String prose() {
        return text().replaceAll("\\s*\n\\s*", " ");
    }

    /** The fenced blocks of a language, in their order. */
    public static List<String> blocks(String language) {
        return FENCE.matcher(text())
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The cells of every row of every table whose header begins with these cells. */
    public static List<List<String>> rows(String... header) {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : text().split("\n")) {
            List<String> cells = line.startsWith("|") ? cells(line) : List.of();
            if (cells.isEmpty()) {
                inside = false;
            } else if (startsWith(cells, header)) {
                inside = true;
            } else if (inside && !cells.get(0).matches("-+")) {
                rows.add(cells);
            }
        }
        assertThat(rows).as("rows of the table %s", List.of(header)).isNotEmpty();
        return rows;
    }

    /** What stands between back-ticks. */
    public static List<String> code(String cell) {
        Matcher matcher = Pattern.compile("`([^`]+)`").matcher(cell);
        return matcher.results().map(found -> found.group(1)).toList();
    }

    private static List<String> cells(String line) {
        return Stream.of(CELL_END.split(line.substring(1))).map(String::strip).toList();
    }

    private static boolean startsWith(List<String> cells, String... header) {
        return cells.size() >= header.length && cells.subList(0, header.length).equals(List.of(header));
    }
}
