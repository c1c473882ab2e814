package io.telltale;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A {@link CollectorProcess}, seen from outside. The test's thread's alone. */
final class ReceiverProcess implements Receiver {
    /** Stands in the journal before the ids of what a request brought. */
    static final String REQUEST = "request";

    private final Path journal;
    private final int port;
    private Process process;

    ReceiverProcess() {
        try {
            journal = Files.createTempFile("receiver", ".journal");
            port = start(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -STOP}: connections are taken and bytes are buffered by the system, and nobody reads them. */
    void stop() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** {@code kill -9} */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** At the same port. */
    void restart() {
        // Something else on this machine may have the port for a moment.
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> start(port) == port);
    }

    private int start(int where) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        CollectorProcess.class.getName(),
                        Integer.toString(where),
                        journal.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
        return Integer.parseInt(out.readLine());
    }

    private void signal(String which) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", which, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).as("kill " + which).isZero();
    }

    @Override
    public String url(WireFormat format) {
        return "http://127.0.0.1:" + port + Receiver.path(format);
    }

    @Override
    public int size() {
        return (int) ids().stream().distinct().count();
    }

    @Override
    public long duplicates() {
        List<String> ids = ids();
        return ids.size() - ids.stream().distinct().count();
    }

    @Override
    public int requests() {
        return (int) lines().stream().filter(REQUEST::equals).count();
    }

    private List<String> ids() {
        return lines().stream().filter(line -> !line.equals(REQUEST)).toList();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(journal, US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.delete(journal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
