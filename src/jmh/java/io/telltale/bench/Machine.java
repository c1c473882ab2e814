package io.telltale.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the figures were measured on. */
final class Machine {
    private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.*)");

    /** Libraries that a reader has to know the versions of; as their jars are called. */
    private static final List<String> LIBRARIES =
            List.of("opentelemetry-sdk-trace", "brave", "zipkin-reporter", "okhttp-jvm");

    private Machine() {}

    static String description() {
        return Runtime.getRuntime().availableProcessors() + " cores (" + processor() + "), "
                + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + "; " + versions() + ".";
    }

    private static String processor() {
        try {
            Matcher model = MODEL.matcher(Files.readString(Path.of("/proc/cpuinfo")));
            return model.find() ? model.group(1) : System.getProperty("os.arch");
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String versions() {
        return LIBRARIES.stream().map(Machine::withVersion).collect(Collectors.joining(", "));
    }

    private static String withVersion(String library) {
        Pattern jar = Pattern.compile(Pattern.quote(library) + "-(\\d.*)\\.jar");
        return ClassPath.all().names().stream()
                .map(jar::matcher)
                .filter(Matcher::matches)
                .map(found -> library + " " + found.group(1))
                .findFirst()
                .orElse(library);
    }
}
