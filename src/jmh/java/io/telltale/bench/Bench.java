package io.telltale.bench;

/** Runs the benchmark that its first argument names. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.out.println("no benchmark is called " + String.join(" ", arguments));
    }
}
