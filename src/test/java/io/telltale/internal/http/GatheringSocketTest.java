package io.telltale.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatheringSocketTest {
    private static final int OKIO_SEGMENT = 8 * 1024;

    @Test
    void whatIsWrittenBitByBitLeavesAtOnceWhenItIsFlushed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = connected(server);
                Socket peer = server.accept()) {
            OutputStream out = socket.getOutputStream();
            InputStream in = peer.getInputStream();

            for (int i = 0; i < 7; i++) {
                out.write(new byte[OKIO_SEGMENT]);
            }
            assertThat(in.available()).isZero();
            out.flush();

            assertThat(in.readNBytes(7 * OKIO_SEGMENT)).hasSize(7 * OKIO_SEGMENT);
        }
    }

    @Test
    void noMoreIsHeldThanItsBound() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = connected(server);
                Socket peer = server.accept()) {
            OutputStream out = socket.getOutputStream();
            byte[] chunk = new byte[OKIO_SEGMENT];
            Arrays.fill(chunk, (byte) 'x');

            for (int i = 0; i <= GatheringSocket.AT_ONCE / OKIO_SEGMENT; i++) {
                out.write(chunk);
            }

            byte[] arrived = peer.getInputStream().readNBytes(GatheringSocket.AT_ONCE);
            assertThat(arrived).hasSize(GatheringSocket.AT_ONCE).containsOnly('x');
        }
    }

    @Test
    void itHasOneStreamHoweverOftenItIsAskedFor() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = connected(server)) {
            assertThat(socket.getOutputStream()).isSameAs(socket.getOutputStream());
        }
    }

    private static Socket connected(ServerSocket server) throws Exception {
        return new NoDelaySocketFactory(GatheringSocket::new)
                .createSocket(server.getInetAddress(), server.getLocalPort());
    }
}
