package io.telltale.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of the harness, talked to by messages over its standard streams. It is ended when this
 * process ends, and ends by itself when its input does. For one thread.
 */
final class JavaProcess implements AutoCloseable {
    private static final String ENDED = "";

    private final String name;
    private final Process process;
    private final PrintStream input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private volatile boolean closed; // set once, by close

    private JavaProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        Thread reader = new Thread(this::read, "reader of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a class's main method; its errors go to a file. */
    static JavaProcess start(String name, ClassPath classPath, List<String> flags, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(flags);
        command.add("-classpath");
        command.add(classPath.argument());
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        Path errors = Settings.output().resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        return new JavaProcess(name, process);
    }

    void tell(Message message) {
        input.println(message);
    }

    /** Waits for the next message, which must be of that kind. */
    Message expect(String word, Duration timeout) throws IOException, InterruptedException {
        String line = lines.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new IOException(name + " did not answer '" + word + "' within " + timeout);
        }
        if (line.equals(ENDED)) {
            throw new IOException(name + " ended unexpectedly; its log says why");
        }
        Message message = Message.parse(line);
        if (!message.word().equals(word)) {
            throw new IOException(name + " should have answered '" + word + "' but said " + line);
        }
        return message;
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (Message.isMessage(line)) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            if (!closed) {
                System.err.println("can't read " + name + ": " + e);
            }
        }
        lines.add(ENDED);
    }

    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
    }
}
