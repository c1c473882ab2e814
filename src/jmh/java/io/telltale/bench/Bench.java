package io.telltale.bench;

/** Runs the benchmark that its first argument names. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        String name = String.join(" ", arguments);
        switch (name) {
            case "pieces" -> Pieces.run();
            default -> System.out.println("no benchmark is called " + name);
        }
    }
}
