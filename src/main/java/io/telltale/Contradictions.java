package io.telltale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Problems of settings that are right each alone but not together. */
final class Contradictions {
    private Contradictions() {}

    /** One sentence each; settings in {@code wrong} are told elsewhere and contradict nothing. */
    static List<String> in(Map<Variable<?>, Object> values, Set<Variable<?>> wrong) {
        List<String> problems = new ArrayList<>();
        if (isTelling(wrong, Variables.RETRY_INITIAL_BACKOFF, Variables.RETRY_MAX_BACKOFF)) {
            backoff(values, problems);
        }
        if (isTelling(wrong, Variables.CLIENT_CERT_PATH, Variables.CLIENT_KEY_PATH)) {
            together(Variables.CLIENT_CERT_PATH, Variables.CLIENT_KEY_PATH, values, problems);
            together(Variables.CLIENT_KEY_PATH, Variables.CLIENT_CERT_PATH, values, problems);
        }
        if (isTelling(wrong, Variables.MDC_TRACE_ID, Variables.MDC_SPAN_ID)) {
            distinct(Variables.MDC_TRACE_ID, Variables.MDC_SPAN_ID, values, problems);
        }
        return problems;
    }

    private static void distinct(
            Variable<?> one, Variable<?> other, Map<Variable<?>, Object> values, List<String> problems) {
        if (Objects.equals(one.in(values), other.in(values))) {
            problems.add(one.shownIn(values) + " is what " + other.name() + " is too: name two keys.");
        }
    }

    private static void backoff(Map<Variable<?>, Object> values, List<String> problems) {
        Duration first = Variables.RETRY_INITIAL_BACKOFF.requiredIn(values);
        Duration longest = Variables.RETRY_MAX_BACKOFF.requiredIn(values);
        if (first.compareTo(longest) > 0) {
            problems.add(Variables.RETRY_INITIAL_BACKOFF.shownIn(values) + " is more than "
                    + Variables.RETRY_MAX_BACKOFF.shownIn(values) + ": lower the first or raise the second.");
        }
    }

    private static void together(
            Variable<?> given, Variable<?> missing, Map<Variable<?>, Object> values, List<String> problems) {
        if (given.in(values) != null && missing.in(values) == null) {
            problems.add(given.shownIn(values) + " is set but " + missing.name()
                    + " is not: a client certificate and its key come together.");
        }
    }

    private static boolean isTelling(Set<Variable<?>> wrong, Variable<?> one, Variable<?> other) {
        return !wrong.contains(one) && !wrong.contains(other);
    }
}
