package io.telltale.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.SocketFactory;

/**
 * Sockets without Nagle's algorithm: with it a body of more than one segment waits for the peer's delayed
 * acknowledgement, 40 ms on Linux (RFC 896, RFC 1122 section 4.2.3.2).
 */
final class NoDelaySocketFactory extends SocketFactory {
    private final Supplier<Socket> unconnected;

    NoDelaySocketFactory(Supplier<Socket> unconnected) {
        this.unconnected = unconnected;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = unconnected.get();
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(createSocket(), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(bound(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(createSocket(), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(bound(localAddress, localPort), new InetSocketAddress(address, port));
    }

    private Socket bound(InetAddress localAddress, int localPort) throws IOException {
        Socket socket = createSocket();
        socket.bind(new InetSocketAddress(localAddress, localPort));
        return socket;
    }

    private static Socket connected(Socket socket, InetSocketAddress address) throws IOException {
        try {
            socket.connect(address);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
