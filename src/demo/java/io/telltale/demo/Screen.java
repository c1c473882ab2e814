package io.telltale.demo;

import java.io.PrintStream;

/**
 * Where the demonstration speaks: lines, and below them on a terminal one status line that is rewritten. Elsewhere a
 * status is a line like any other. Thread-safe.
 */
final class Screen {
    private final PrintStream out;
    private final boolean terminal;

    /** What stands in the status line now. Guarded by this. */
    private String status = "";

    private Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Screen standardOutput() {
        return new Screen(System.out, System.console() != null);
    }

    boolean isTerminal() {
        return terminal;
    }

    /** Says something that stays. */
    synchronized void print(String line) {
        rewrite(line);
        out.println();
        out.print(status);
        out.flush();
    }

    /** Says how things are; on a terminal until the next status. */
    synchronized void status(String line) {
        if (terminal) {
            rewrite(line);
            out.flush();
            status = line;
        } else {
            out.println(line);
        }
    }

    /** Leaves the last status where it is. */
    synchronized void endStatus() {
        if (!status.isEmpty()) {
            out.println();
            status = "";
        }
    }

    /** Spaces cover what stood there and was longer; every terminal understands them. */
    private void rewrite(String line) {
        if (!status.isEmpty()) {
            out.print("\r");
        }
        out.print(line);
        out.print(" ".repeat(Math.max(0, status.length() - line.length())));
    }
}
