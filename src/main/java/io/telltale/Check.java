package io.telltale;

import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * Checks, on an application's own class path, whether what it would tell arrives: reads the environment as {@link
 * Tracing#fromEnvironment} does, sends one event, and prints what it saw and what to change. Ends with the status 0 if the
 * endpoint took the event, else with 1. Needs no provider of SLF4J.
 *
 * <pre>{@code java -cp … io.telltale.Check}</pre>
 */
public final class Check {
    private Check() {}

    /** Checks, and exits; reads no arguments. */
    public static void main(String[] arguments) {
        System.exit(passes(TracingConfig::fromEnvironment, System.out) ? 0 : 1);
    }

    static boolean passes(Supplier<TracingConfig> environment, PrintStream out) {
        TracingCheck check;
        try {
            TracingConfig config = environment.get();
            for (StartLine line : StartLine.besides(config)) {
                out.println(line.text());
            }
            check = Tracing.check(config);
        } catch (TracingConfigException wrong) {
            check = TracingCheck.of(wrong);
        }
        out.println(check);
        out.flush();
        return check.passed();
    }
}
