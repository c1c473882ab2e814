package io.telltale;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression in Prometheus' language asks for, as far as tests look at it. */
final class PromQl {
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:telltale|okhttp)_\\w+|up)\\b(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right) *\\(([^)]*)\\)");

    private PromQl() {}

    record LabelMatcher(String label, String operator, String value) {}

    /** One that names a metric; {@code text} is all of it. */
    record Selector(String metric, List<LabelMatcher> matchers, String text) {}

    static List<Selector> selectors(String expression) {
        return SELECTOR.matcher(expression)
                .results()
                .map(found -> new Selector(found.group(1), matchers(found.group(2)), found.group()))
                .toList();
    }

    private static List<LabelMatcher> matchers(String text) {
        return MATCHER.matcher(text == null ? "" : text)
                .results()
                .map(found -> new LabelMatcher(found.group(1), found.group(2), found.group(3)))
                .toList();
    }

    /** The labels by which it groups and joins. */
    static Set<String> grouping(String expression) {
        Set<String> labels = new TreeSet<>();
        Matcher found = GROUPING.matcher(expression);
        while (found.find()) {
            labels.addAll(List.of(found.group(1).strip().split(" *, *")));
        }
        labels.remove("");
        return labels;
    }
}
