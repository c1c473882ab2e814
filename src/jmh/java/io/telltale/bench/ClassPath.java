package io.telltale.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** The class path of a process of the harness. */
record ClassPath(List<String> paths) {
    static ClassPath all() {
        return new ClassPath(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    }

    /** A logging back end is the application's choice and cost: no subject has one. */
    static ClassPath withoutLogging() {
        return new ClassPath(all().paths().stream()
                .filter(path -> !name(path).startsWith("logback"))
                .toList());
    }

    /** Directories, and jars whose names begin with one of these: what an application has with that library alone. */
    static ClassPath only(List<String> jars) {
        return new ClassPath(all().paths().stream()
                .filter(path -> !path.endsWith(".jar") || jars.stream().anyMatch(name(path)::startsWith))
                .toList());
    }

    /** The file names. */
    List<String> names() {
        return paths.stream().map(ClassPath::name).toList();
    }

    String argument() {
        return String.join(File.pathSeparator, paths);
    }

    private static String name(String path) {
        return Path.of(path).getFileName().toString();
    }
}
