package io.telltale.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The result of one benchmark in Markdown: printed, and written beside the logs. For one thread. */
final class Report {
    private final String name;
    private final StringBuilder text = new StringBuilder();

    Report(String name) {
        this.name = name;
        text.append("# ").append(name).append("\n\n");
        paragraph(Machine.description());
    }

    void paragraph(String words) {
        text.append(words).append("\n\n");
    }

    void add(Table table) {
        text.append(table).append('\n');
    }

    void write() throws IOException {
        Path file = Settings.output().resolve(name + ".md");
        Files.writeString(file, text);
        System.out.println();
        System.out.print(text);
        System.out.println("Written to " + file);
    }
}
