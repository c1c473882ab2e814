package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** This machine's name, found once a process. */
final class HostName {
    private static final String LINUX = "/proc/sys/kernel/hostname";
    private static final long MAX_WAIT_MILLIS = 500;
    private static final String UNKNOWN = "unknown";

    private HostName() {}

    static String get() {
        return Found.NAME;
    }

    /** Loaded, and so looked up, at the first use alone. */
    private static final class Found {
        static final String NAME = find();
    }

    private static String find() {
        String name = fromKernel();
        return name.isEmpty() ? fromResolver() : name;
    }

    private static String fromKernel() {
        // A channel, as java.nio.file.Files opens one, would take a start longer than the rest of this.
        try (InputStream file = new FileInputStream(LINUX)) {
            return new String(file.readAllBytes(), UTF_8).strip();
        } catch (IOException | RuntimeException e) {
            return ""; // the resolver is asked instead
        }
    }

    /** A resolver may take as long as it likes, so it is asked on a thread of its own, which ends with its answer. */
    private static String fromResolver() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread resolver = new Thread(() -> answer.complete(resolve()), "telltale-host-name");
        resolver.setDaemon(true);
        resolver.start();
        return answer.completeOnTimeout(UNKNOWN, MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    private static String resolve() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException | RuntimeException e) {
            return UNKNOWN; // the event says so
        }
    }
}
