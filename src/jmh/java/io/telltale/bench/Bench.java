package io.telltale.bench;

/** Runs the benchmark that its first argument names; {@link Settings} says what else can be chosen. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "comparison" : arguments[0];
        switch (name) {
            case "comparison" -> Comparison.run(Plans.comparison());
            case "outage" -> Outage.run(Plans.outage());
            case "start" -> Start.run(Settings.rounds(11));
            case "pieces" -> Pieces.run();
            case "check" -> SelfCheck.run();
            case "smoke" -> exitUnless(Smoke.run());
            default -> {
                System.err.println(
                        "no benchmark is called " + name + ": comparison, outage, start, pieces, smoke, check");
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
