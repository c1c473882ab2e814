package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A host name that is not found for a while. Which names there are is the process's to say at its start, so this fault
 * has a process of its own.
 */
final class NamelessHost {
    private static final String NAME = "receiver.test";

    private NamelessHost() {}

    /** A collector by its name. */
    private record Named(Collector collector) implements Receiver {
        @Override
        public String url(WireFormat format) {
            return collector.url(format).replace("127.0.0.1", NAME);
        }

        @Override
        public int size() {
            return collector.size();
        }

        @Override
        public long duplicates() {
            return collector.duplicates();
        }

        @Override
        public int requests() {
            return collector.requests();
        }

        @Override
        public void close() {
            collector.close();
        }
    }

    /** Runs the fault in a process of its own. */
    static FaultRow run(Delivery delivery, WireFormat format, Path directory) throws Exception {
        Path hosts = directory.resolve("hosts");
        Path row = directory.resolve("row");
        Path said = directory.resolve("said");
        know(hosts, NAME);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djdk.net.hosts.file=" + hosts,
                        "-Dsun.net.inetaddr.ttl=0",
                        "-Dsun.net.inetaddr.negative.ttl=0",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        NamelessHost.class.getName(),
                        delivery.name(),
                        format.name(),
                        hosts.toString(),
                        row.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        } finally {
            process.destroyForcibly();
        }
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(row))) {
            return (FaultRow) in.readObject();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path hosts = Path.of(arguments[2]);
        Fault<Named> fault = Fault.of("DNS", "name not found", () -> new Named(new Collector()), receiver -> {
            know(hosts, "another.test");
            receiver.collector().down(); // a connection that is open needs no name
            receiver.collector().up();
            return () -> know(hosts, NAME);
        });
        FaultRow row = FaultRun.of(fault, Delivery.valueOf(arguments[0]), WireFormat.valueOf(arguments[1]));
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(Path.of(arguments[3])))) {
            out.writeObject(row);
        }
    }

    private static void know(Path hosts, String name) {
        try {
            Files.writeString(hosts, "127.0.0.1 localhost " + name + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
