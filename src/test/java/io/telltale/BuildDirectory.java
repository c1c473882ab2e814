package io.telltale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where tests leave figures for people to read: the directory that the build names, so that two builds write two. */
final class BuildDirectory {
    private BuildDirectory() {}

    static void write(String file, List<String> lines) throws IOException {
        Path directory = Path.of(System.getProperty("telltale.build.directory", "target"));
        Files.createDirectories(directory);
        Files.write(directory.resolve(file), lines);
    }
}
