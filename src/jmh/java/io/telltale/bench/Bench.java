package io.telltale.bench;

import java.io.IOException;

/** Runs the benchmark that its first argument names; {@link Settings} says what else can be chosen. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String name = arguments.length == 0 ? "comparison" : arguments[0];
        switch (name) {
            case "comparison" -> Comparison.run(Plans.comparison());
            case "outage" -> Outage.run(Plans.outage());
            case "start" -> Start.run(Settings.rounds(11));
            case "check" -> SelfCheck.run();
            case "smoke" -> exitUnless(Smoke.run());
            default -> {
                System.err.println("no benchmark is called " + name + ": comparison, outage, start, smoke, check");
                exitUnless(false);
            }
        }
    }

    private static void exitUnless(boolean good) {
        if (!good) {
            System.exit(1);
        }
    }
}
