package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A port whose packets nobody answers: its queue of connections is full and never taken from. */
final class BlackHole implements AutoCloseable {
    private static final int MOST_IN_QUEUE = 100;
    private static final int PATIENCE_MILLIS = 200;

    private final ServerSocket server = new ServerSocket();
    private final List<Socket> queue = new ArrayList<>();

    /** @param port that nobody listens at */
    BlackHole(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        server.setReuseAddress(true);
        // Something else on this machine may have the port for a moment.
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            server.bind(address, 1);
            return true;
        });
        while (connects(address)) {
            assertThat(queue).as("connections that this system queues").hasSizeLessThan(MOST_IN_QUEUE);
        }
    }

    private boolean connects(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        queue.add(socket);
        try {
            socket.connect(address, PATIENCE_MILLIS);
            return true;
        } catch (SocketTimeoutException full) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : queue) {
            socket.close();
        }
    }
}
