package io.telltale.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One sender's connection: reads request after request and answers each as its protocol expects. */
final class Connection implements Runnable {
    private static final byte[] EMPTY_PROTOBUF =
            answer("200 OK", "Content-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n");
    private static final byte[] EMPTY_JSON =
            answer("200 OK", "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    private static final byte[] ACCEPTED = answer("202 Accepted", "Content-Length: 0\r\n\r\n");
    private static final byte[] UNAVAILABLE = answer("503 Service Unavailable", "Content-Length: 0\r\n\r\n");

    private final Socket socket;
    private final Receiver receiver;

    Connection(Socket socket, Receiver receiver) {
        this.socket = socket;
        this.receiver = receiver;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            serve(new HttpReader(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException e) {
            // Senders end connections as they like; what did not arrive shows in the count.
            System.err.println("a connection ended: " + e);
        }
    }

    private void serve(HttpReader request, OutputStream out) throws IOException {
        while (request.read()) {
            long now = System.nanoTime();
            Arrivals arrivals = receiver.arrivals();
            if (receiver.refuses()) {
                arrivals.refuse(now);
                out.write(UNAVAILABLE);
            } else {
                arrivals.accept(request.body(), request.bodyLength(), now);
                out.write(answerTo(request));
                arrivals.acknowledged(System.nanoTime());
            }
            if (request.lastRequest()) {
                return;
            }
        }
    }

    private static byte[] answerTo(HttpReader request) {
        if (request.target().endsWith("/api/v2/spans")) {
            return ACCEPTED;
        }
        return request.protobuf() ? EMPTY_PROTOBUF : EMPTY_JSON;
    }

    private static byte[] answer(String status, String rest) {
        return ("HTTP/1.1 " + status + "\r\n" + rest).getBytes(StandardCharsets.US_ASCII);
    }
}
