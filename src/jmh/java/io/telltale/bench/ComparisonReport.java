package io.telltale.bench;

import java.io.IOException;

/** The comparison's tables. */
final class ComparisonReport {
    private ComparisonReport() {}

    static void write(Results results, int rounds) throws IOException {}
}
