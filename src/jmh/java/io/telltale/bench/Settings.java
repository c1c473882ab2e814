package io.telltale.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a command line may choose, by system properties; an empty one counts as not set. */
final class Settings {
    private static final Path OUTPUT = Path.of("target", "bench");

    private Settings() {}

    /** {@code bench.rounds}: how often everything is measured; medians are shown. */
    static int rounds(int otherwise) {
        return Integer.parseInt(property("rounds", Integer.toString(otherwise)));
    }

    /** {@code bench.warmup}: seconds for each subject. */
    static int warmUpSeconds() {
        return Integer.parseInt(property("warmup", "30"));
    }

    /** {@code bench.subjects}: their names with commas between; the direct calls are always among them. */
    static Set<SubjectName> subjects(Set<SubjectName> otherwise) {
        String names = property("subjects", "");
        if (names.isEmpty()) {
            return otherwise;
        }
        Set<SubjectName> chosen = EnumSet.of(SubjectName.DIRECT);
        Arrays.stream(names.split(",")).map(SubjectName::of).forEach(chosen::add);
        return chosen;
    }

    /** {@code bench.scenarios}: their names with commas between. */
    static List<String> scenarios(List<String> otherwise) {
        String names = property("scenarios", "");
        return names.isEmpty() ? otherwise : List.of(names.split(","));
    }

    /** {@code bench.flags}: further flags for the subjects' JVMs, with spaces between. */
    static List<String> flags() {
        String flags = property("flags", "");
        return flags.isEmpty() ? List.of() : List.of(flags.split(" "));
    }

    /** The directory for tables and logs. */
    static Path output() throws IOException {
        return Files.createDirectories(OUTPUT);
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty("bench." + name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
