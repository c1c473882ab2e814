package io.telltale.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoDelaySocketFactoryTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final List<Socket> made = new ArrayList<>();
    private final NoDelaySocketFactory factory = new NoDelaySocketFactory(this::make);

    @Test
    void everySocketThatItMakesIsWithoutDelay() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            int port = server.getLocalPort();
            String host = LOOPBACK.getHostAddress();
            factory.createSocket();
            factory.createSocket(LOOPBACK, port);
            factory.createSocket(host, port);
            factory.createSocket(LOOPBACK, port, LOOPBACK, 0);
            factory.createSocket(host, port, LOOPBACK, 0);

            assertThat(made).hasSize(5);
            for (Socket socket : made) {
                assertThat(socket.getTcpNoDelay()).isTrue();
                socket.close();
            }
            assertThat(made.subList(1, 5)).allMatch(Socket::isConnected);
        }
    }

    @Test
    void aSocketThatCannotConnectIsClosed() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            port = server.getLocalPort();
        }

        assertThatThrownBy(() -> factory.createSocket(LOOPBACK, port)).isInstanceOf(IOException.class);

        assertThat(made).singleElement().matches(Socket::isClosed);
    }

    private Socket make() {
        Socket socket = new Socket();
        made.add(socket);
        return socket;
    }
}
