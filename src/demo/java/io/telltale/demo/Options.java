package io.telltale.demo;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the command line says.
 *
 * @param zipkin the jar of the Zipkin to send to; null for the demonstration's own collector
 * @param keep how long Zipkin stays at the end where nobody can press a key
 */
record Options(Path zipkin, Duration keep) {
    private static final String ZIPKIN = "--zipkin=";
    private static final String KEEP = "--keep=";

    static Options parse(String[] arguments) {
        Path zipkin = null;
        Duration keep = Duration.ZERO;
        for (String argument : arguments) {
            if (argument.startsWith(ZIPKIN)) {
                zipkin = Path.of(argument.substring(ZIPKIN.length()));
            } else if (argument.startsWith(KEEP)) {
                // "60s" and "10m" are what ISO 8601 calls PT60S and PT10M.
                keep = Duration.parse("PT" + argument.substring(KEEP.length()));
            } else {
                throw new IllegalArgumentException(argument + " is not --zipkin=JAR or --keep=60s");
            }
        }
        return new Options(zipkin, keep);
    }
}
