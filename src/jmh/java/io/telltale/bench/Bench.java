package io.telltale.bench;

import java.io.IOException;

/** Runs the benchmark that its first argument names. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String name = arguments.length == 0 ? "comparison" : arguments[0];
        switch (name) {
            case "comparison" -> Comparison.run();
            default -> {
                System.err.println("no benchmark is called " + name);
                System.exit(2);
            }
        }
    }
}
