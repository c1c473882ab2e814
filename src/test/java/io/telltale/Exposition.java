package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of metrics in Prometheus' text format, as a scrape reads it. */
record Exposition(Map<String, String> types, List<Exposition.Sample> samples) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** One line, and the family of metrics under which it stands. */
    record Sample(String family, String name, Map<String, String> labels) {}

    static Exposition of(String page) {
        Map<String, String> types = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        String family = "";
        for (String line : page.split("\n")) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                family = type.group(1);
                types.put(family, type.group(2));
            } else if (!line.startsWith("#") && !line.isBlank()) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                samples.add(new Sample(family, sample.group(1), labels(sample.group(2))));
            }
        }
        return new Exposition(types, samples);
    }

    /** What stands between braces, in PromQL too where each matcher is {@code =}. */
    static Map<String, String> labels(String text) {
        return LABEL.matcher(text == null ? "" : text)
                .results()
                .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
    }

    List<Sample> ofFamily(String family) {
        return samples.stream().filter(sample -> sample.family().equals(family)).toList();
    }

    List<Sample> named(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }

    /** The labels that samples of this name have. */
    Set<String> labelsOf(String name) {
        return named(name).stream()
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
