package io.telltale.demo;

/** Stands where the demonstration will. */
final class Demo {
    private Demo() {}

    public static void main(String[] args) {
        System.out.println(System.console() == null ? "plain lines" : "a terminal");
    }
}
