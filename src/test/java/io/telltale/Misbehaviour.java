package io.telltale;

import io.telltale.Collector.Exchange;
import io.telltale.Collector.Reaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** Ways to treat a request that no receiver should. */
final class Misbehaviour {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final byte[] BOMB = gzip(64 << 20);

    private Misbehaviour() {}

    /** Keeps the events and says nothing of it. */
    static Reaction hangUpAfterBody() {
        return exchange -> {
            exchange.keep();
            exchange.hangUp();
        };
    }

    /** Answers as it should, and closes the connection without having said so. */
    static Reaction closeBetweenRequests() {
        return exchange -> {
            exchange.keep();
            exchange.reply(200);
            exchange.hangUp();
        };
    }

    static Reaction slow(Duration each) {
        return exchange -> {
            exchange.keep();
            pass(each);
            exchange.reply(200);
        };
    }

    /** A byte at a time, so slowly that no time-out waits for the end. */
    static Reaction dribble() {
        return exchange -> {
            exchange.keep();
            for (char c : (OK + "Content-Length: 0\r\n\r\n").toCharArray()) {
                exchange.raw(String.valueOf(c));
                pass(Duration.ofMillis(40));
            }
        };
    }

    static Reaction endlessBody() {
        return exchange -> {
            exchange.keep();
            exchange.raw(OK + "Transfer-Encoding: chunked\r\n\r\n");
            endlessly(exchange, "2000\r\n" + "y".repeat(0x2000) + "\r\n");
        };
    }

    static Reaction endlessHeaders() {
        return exchange -> {
            exchange.keep();
            exchange.raw(OK);
            endlessly(exchange, "X-More: yes\r\n".repeat(100));
        };
    }

    static Reaction interimAnswers() {
        return exchange -> {
            exchange.keep();
            exchange.raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            exchange.reply(200);
        };
    }

    static Reaction gzipBomb() {
        return exchange -> {
            exchange.keep();
            exchange.raw(OK + "Content-Encoding: gzip\r\nContent-Length: " + BOMB.length + "\r\n\r\n");
            exchange.raw(BOMB);
        };
    }

    static Reaction emptyButCompressed() {
        return exchange -> {
            exchange.keep();
            exchange.reply(200, "Content-Encoding: gzip");
        };
    }

    static Reaction noContentWithContent() {
        return exchange -> {
            exchange.keep();
            exchange.raw("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}");
        };
    }

    static Reaction webPage(int status) {
        String page = "<!DOCTYPE html><html><body>Welcome</body></html>";
        return exchange -> {
            exchange.events();
            if (status == 200) {
                exchange.keep();
            }
            exchange.raw("HTTP/1.1 " + status + " Said so\r\nContent-Type: text/html\r\nContent-Length: "
                    + page.length() + "\r\n\r\n" + page);
        };
    }

    static Reaction noHttp() {
        return exchange -> {
            exchange.events();
            exchange.raw("SSH-2.0-OpenSSH_9.2\r\n");
            exchange.hangUp();
        };
    }

    /** Until the client has had enough, which an exception tells. */
    private static void endlessly(Exchange exchange, String part) throws IOException {
        while (true) {
            exchange.raw(part);
        }
    }

    /** Slowness itself is what is told here, so nothing else can be waited for. */
    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static byte[] gzip(int zeros) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[zeros]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
