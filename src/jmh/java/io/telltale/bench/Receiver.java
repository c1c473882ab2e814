package io.telltale.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The process that all subjects send to. It knows exactly which calls arrived, and does as little else as it can: it
 * shares the machine with those it measures. Commanded by messages on its standard input; ends with it.
 */
final class Receiver {
    private static final int SOCKET_BUFFER_BYTES = 1024 * 1024;

    private final ServerSocket server;
    private volatile Arrivals arrivals = new Arrivals(0, 0, 0); // written by the commands' thread
    private volatile boolean refuses; // written by the commands' thread

    private Receiver(ServerSocket server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(SOCKET_BUFFER_BYTES);
            server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            Receiver receiver = new Receiver(server);
            daemon(receiver::acceptConnections);
            System.out.println(new Message("listening").with("port", server.getLocalPort()));
            receiver.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)));
        }
    }

    Arrivals arrivals() {
        return arrivals;
    }

    boolean refuses() {
        return refuses;
    }

    private void obey(BufferedReader commands) throws IOException, InterruptedException {
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(answerTo(Message.parse(line)));
        }
    }

    private Message answerTo(Message command) throws InterruptedException {
        switch (command.word()) {
            case "begin" -> {
                arrivals = new Arrivals(command.integer("run"), command.integer("expected"), command.integer("timed"));
                return new Message("begun");
            }
            case "refuse" -> {
                refuses = Boolean.parseBoolean(command.text("all"));
                return new Message("refusing").with("all", refuses);
            }
            case "report" -> {
                awaitQuiet(command.number("quietMillis"), command.number("maxMillis"));
                return arrivals.report();
            }
            default -> throw new IllegalArgumentException("no such command: " + command);
        }
    }

    /** Waits until every call has arrived, or nothing has for a while. */
    private void awaitQuiet(long quietMillis, long maxMillis) throws InterruptedException {
        long quietNanos = TimeUnit.MILLISECONDS.toNanos(quietMillis);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
        while (!arrivals.complete()
                && System.nanoTime() - end < 0
                && System.nanoTime() - arrivals.lastActivity() < quietNanos) {
            Thread.sleep(10);
        }
    }

    private void acceptConnections() {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(new Connection(socket, this));
            }
        } catch (IOException e) {
            System.err.println("accepts no more connections: " + e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "receiver");
        thread.setDaemon(true);
        thread.start();
    }
}
