package io.telltale.bench;

/** Runs the benchmark that its first argument names. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "comparison" : arguments[0];
        switch (name) {
            case "comparison" -> Comparison.run();
            case "pieces" -> Pieces.run();
            default -> {
                System.err.println("no benchmark is called " + name);
                System.exit(2);
            }
        }
    }
}
