package io.telltale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A collector in a process of its own, which can be stopped, continued and killed. What it keeps it writes into a file
 * before it answers, so that its death hides nothing. It ends with its standard input.
 */
final class CollectorProcess {
    private CollectorProcess() {}

    /** @param arguments the port, 0 for any, and the file */
    public static void main(String[] arguments) throws IOException {
        Path journal = Path.of(arguments[1]);
        try (Collector collector = new Collector(Integer.parseInt(arguments[0]))) {
            collector.always(exchange -> {
                StringBuilder lines = new StringBuilder(ReceiverProcess.REQUEST).append('\n');
                for (Collector.Event event : exchange.events()) {
                    lines.append(event.spanId()).append('\n');
                }
                write(journal, lines.toString());
                exchange.reply(200);
            });
            System.out.println(collector.port());
            while (System.in.read() >= 0) {}
        }
    }

    private static synchronized void write(Path journal, String lines) {
        try {
            Files.writeString(journal, lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
