package io.telltale;

import java.util.List;

/** Telltale can't start as it is configured; every problem is told at once. */
public final class TracingConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    // A List by contract; the one List.copyOf makes is serializable.
    @SuppressWarnings("serial")
    private final List<String> problems;

    /** @param problems sentences, at least one, that name the variable and the remedy, and never a secret */
    public TracingConfigException(List<String> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem as one sentence; unmodifiable, never empty. */
    public List<String> problems() {
        return problems;
    }

    private static String message(List<String> problems) {
        String count = problems.size() == 1 ? "one problem" : problems.size() + " problems";
        return "Telltale's configuration has " + count + ":\n  - " + String.join("\n  - ", problems);
    }
}
