package io.telltale.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each request with bytes of a test's own making, HTTP or not. */
final class RawServer implements AutoCloseable {
    /** Writes the answer to one request. */
    interface Script {
        /** @param number of the request, from 1, over all connections */
        void answer(int number, OutputStream out) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();
    private final boolean readsBodies;
    private final Script script;

    RawServer(Script script) throws IOException {
        this(true, script);
    }

    /** @param readsBodies whether a request is read to its end before it is answered; otherwise it is read afterwards */
    RawServer(boolean readsBodies, Script script) throws IOException {
        this.readsBodies = readsBodies;
        this.script = script;
        start(this::accept);
    }

    /** A script of one answer, whatever the request. */
    static Script always(String answer) {
        return (number, out) -> out.write(answer.getBytes(ISO_8859_1));
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/events";
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            for (int length = head(in); length >= 0; length = head(in)) {
                if (readsBodies) {
                    in.readNBytes(length);
                }
                script.answer(requests.incrementAndGet(), out);
                out.flush();
                if (!readsBodies) {
                    connection.shutdownOutput();
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (IOException gone) {
            // The client has had enough.
        }
    }

    /** The length of the body that follows, or −1 at the end. */
    private static int head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return -1;
            }
            head.append((char) next);
        }
        return head.toString()
                .lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
                .findFirst()
                .orElse(0);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }
}
