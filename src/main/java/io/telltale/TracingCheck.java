package io.telltale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Tracing#check()} saw, step by step. Holds no secret. Its {@code toString} is for people to read.
 *
 * @param steps in the order in which they were taken, at least one; unmodifiable
 */
public record TracingCheck(List<Step> steps) {

    private static final String CONFIGURATION = "configuration";

    public TracingCheck {
        steps = List.copyOf(steps);
    }

    /** How a step ended. */
    public enum Outcome {
        OK,
        FAILED,
        /** There was nothing to do, or it did not come so far. */
        SKIPPED
    }

    /**
     * One step.
     *
     * @param name such as {@code name resolution}
     * @param seen what was seen, in words, on one line
     * @param remedy what to change, on one line; null where nothing need be
     */
    public record Step(
            String name,
            Outcome outcome,
            String seen,
            @Nullable String remedy) {
        /** A step that went well. */
        public static Step ok(String name, String seen) {
            return new Step(name, Outcome.OK, seen, null);
        }

        /** A step that did not, with what to change. */
        public static Step failed(String name, String seen, @Nullable String remedy) {
            return new Step(name, Outcome.FAILED, seen, remedy);
        }

        /** A step that was not taken. */
        public static Step skipped(String name, String why, @Nullable String remedy) {
            return new Step(name, Outcome.SKIPPED, why, remedy);
        }

        @Override
        public String toString() {
            String line =
                    String.format(Locale.ROOT, "%-7s  %-16s  %s", outcome.name().toLowerCase(Locale.ROOT), name, seen);
            return remedy == null ? line : line + ": " + remedy;
        }
    }

    /** Of a configuration that can't be used. */
    static TracingCheck of(TracingConfigException wrong) {
        return new TracingCheck(wrong.problems().stream()
                .map(problem -> Step.failed(CONFIGURATION, problem, null))
                .toList());
    }

    /** Of a configuration with which nothing is sent. */
    static TracingCheck off(TracingConfig config) {
        String remedy = config.enabled() ? "set TELLTALE_ENDPOINT" : "set TELLTALE_ENABLED=true";
        return new TracingCheck(List.of(Step.failed(CONFIGURATION, StartLine.summary(config), remedy)));
    }

    /** These steps, after that of a configuration that is in use. */
    TracingCheck with(TracingConfig config) {
        return new TracingCheck(
                Stream.concat(Stream.of(Step.ok(CONFIGURATION, StartLine.summary(config))), steps.stream())
                        .toList());
    }

    /** Whether the endpoint took the event: no step failed. */
    public boolean passed() {
        return steps.stream().noneMatch(step -> step.outcome() == Outcome.FAILED);
    }

    /** A line for each step, with what to change, and one for what came of it. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (Step step : steps) {
            lines.add(step.toString());
        }
        lines.add(passed() ? "passed: the endpoint took the event" : "failed at: " + firstFailure());
        return String.join("\n", lines);
    }

    private String firstFailure() {
        return steps.stream()
                .filter(step -> step.outcome() == Outcome.FAILED)
                .map(Step::name)
                .findFirst()
                .orElseThrow();
    }
}
