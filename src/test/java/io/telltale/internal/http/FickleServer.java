package io.telltale.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers one request on its first connection, then hangs up there; on later connections it behaves. */
final class FickleServer implements AutoCloseable {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final int bytesOfTheSecondRequest;
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    /** @param bytesOfTheSecondRequest how much of it is read before hanging up */
    FickleServer(int bytesOfTheSecondRequest) throws IOException {
        this.bytesOfTheSecondRequest = bytesOfTheSecondRequest;
        Thread thread = new Thread(this::serve, "fickle-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Of the requests that arrived whole. */
    List<String> bodies() {
        return bodies;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        try {
            try (Socket first = server.accept()) {
                answerOne(first);
                first.getInputStream().readNBytes(bytesOfTheSecondRequest);
            }
            while (true) {
                try (Socket next = server.accept()) {
                    while (answerOne(next)) {}
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private boolean answerOne(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder request = new StringBuilder();
        while (request.indexOf("]}") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            request.append((char) next);
        }
        bodies.add(request.substring(request.indexOf("\r\n\r\n") + 4));
        socket.getOutputStream().write(OK.getBytes(US_ASCII));
        return true;
    }
}
