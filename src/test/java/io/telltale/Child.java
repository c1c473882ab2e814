package io.telltale;

import java.util.TreeSet;

/** An application in a process of its own, configured by its environment alone. */
final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
        int calls = Integer.parseInt(arguments[1]);
        Tracing tracing = Tracing.global();
        if (Tracing.global() != tracing) {
            throw new AssertionError("there is one for a process");
        }
        if (arguments[0].endsWith("-paused")) {
            tracing.pause();
        }
        Orders orders = tracing.trace(Orders.class, new Orders.Simple());
        for (int i = 1; i <= calls; i++) {
            orders.place(i, Scene.PAYLOAD);
        }
        switch (arguments[0]) {
            case "returns" -> System.out.println("main returns");
            case "exits" -> System.exit(3);
            case "exits-paused" -> System.exit(5);
            case "throws" -> throw new IllegalStateException("main throws");
            case "lists-threads" -> {
                tracing.flush(Scene.LONG);
                new TreeSet<>(Thread.getAllStackTraces().keySet().stream()
                                .map(thread -> (thread.isDaemon() ? "daemon " : "user ") + thread.getName())
                                .toList())
                        .forEach(line -> System.out.println("thread: " + line));
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }
}
