package io.telltale.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TracingConfig;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that no well-behaved server gives, byte by byte. */
class HostileAnswersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(30);

    // Interim answers

    @ParameterizedTest
    @ValueSource(strings = {"100", "102", "103", "100 103", "102 102", "100 100 103 103"})
    void interimAnswersArePassedOverAndTheNextRequestGetsItsOwnAnswer(String interim) throws Exception {
        StringBuilder before = new StringBuilder();
        for (String status : interim.split(" ")) {
            before.append("HTTP/1.1 ").append(status).append(" Wait\r\nLink: </a>\r\n\r\n");
        }
        try (RawServer server = new RawServer(
                        (number, out) -> out.write((number % 2 == 1 ? before + OK : BUSY).getBytes(US_ASCII)));
                Endpoint endpoint = open(server, LONG)) {
            for (int i = 0; i < 3; i++) {
                assertThat(answer(endpoint).status()).isEqualTo(200);
                assertThat(answer(endpoint).status()).isEqualTo(503);
            }
            assertThat(server.requests()).isEqualTo(6);
        }
    }

    @Test
    void interimAnswersWithoutEndAreATimeout() throws Exception {
        try (RawServer server = new RawServer((number, out) -> endlessly(out, "HTTP/1.1 100 Continue\r\n\r\n"));
                Endpoint endpoint = open(server, Duration.ofMillis(300))) {
            assertThat(answer(endpoint).fault()).isIn(Fault.TIMEOUT, Fault.IO);
        }
    }

    // What never ends

    @Test
    void ofABodyThatNeverEndsTheBeginningIsReadAndTheStatusCounts() throws Exception {
        String chunk = "2000\r\n" + "y".repeat(0x2000) + "\r\n";
        try (RawServer server = new RawServer((number, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
                    endlessly(out, chunk);
                });
                Endpoint endpoint = open(server, LONG)) {
            for (int i = 0; i < 3; i++) {
                HttpAnswer answer = answer(endpoint);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).hasSize(64 << 10);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "X-More: yes\r\n"})
    void headersThatNeverEndAreGivenUpOn(String part) throws Exception {
        try (RawServer server = new RawServer((number, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
                    endlessly(out, part);
                });
                Endpoint endpoint = open(server, LONG)) {
            HttpAnswer answer = answer(endpoint);
            assertThat(answer.fault()).isEqualTo(Fault.IO);
            assertThat(answer.detail()).hasSizeLessThan(400);
        }
    }

    // What claims to be compressed

    @Test
    void aGzipBombIsNotInflated() throws Exception {
        byte[] bomb = gzip(1 << 20);
        try (RawServer server = new RawServer((number, out) -> {
                    out.write(compressed(bomb.length));
                    out.write(bomb);
                });
                Endpoint endpoint = open(server, LONG)) {
            HttpAnswer answer = answer(endpoint);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).hasSizeLessThanOrEqualTo(bomb.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no gzip at all", "\u001f\u008b"})
    void aSuccessThatWronglyClaimsToBeCompressedIsASuccess(String body) throws Exception {
        try (RawServer server = new RawServer((number, out) -> {
                    out.write(compressed(body.length()));
                    out.write(body.getBytes(ISO_8859_1));
                });
                Endpoint endpoint = open(server, LONG)) {
            assertThat(answer(endpoint).status()).isEqualTo(200);
            assertThat(server.requests()).isOne();
        }
    }

    // What contradicts itself

    @ParameterizedTest
    @ValueSource(ints = {204, 205})
    void aSuccessThatMayHaveNoBodyAndHasOneIsASuccess(int status) throws Exception {
        try (RawServer server =
                        new RawServer(RawServer.always("HTTP/1.1 " + status + " Fine\r\nContent-Length: 2\r\n\r\n{}"));
                Endpoint endpoint = open(server, LONG)) {
            assertThat(answer(endpoint).status()).isEqualTo(status);
            assertThat(answer(endpoint).status()).isEqualTo(status);
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerThatComesBeforeTheBodyIsReadCounts() throws Exception {
        try (RawServer server = new RawServer(
                        false,
                        RawServer.always("HTTP/1.1 413 Too large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
                Endpoint endpoint = open(server, LONG)) {
            HttpAnswer answer = Posts.await(Posts.post(endpoint, "x".repeat(16 << 20)));
            assertThat(answer.status()).isEqualTo(413);
            assertThat(server.requests()).isOne();
        }
    }

    private static Endpoint open(RawServer server, Duration patience) {
        TracingConfig config = TracingConfig.builder()
                .endpoint(server.url())
                .requestTimeout(patience)
                .build();
        return Endpoint.open(new ClientManager(Dns.SYSTEM), config, "telltale-java/1");
    }

    private static HttpAnswer answer(Endpoint endpoint) throws Exception {
        return Posts.await(Posts.post(endpoint, "1"));
    }

    private static void endlessly(OutputStream out, String part) throws IOException {
        byte[] bytes = part.repeat(100).getBytes(US_ASCII);
        while (true) {
            out.write(bytes);
        }
    }

    private static byte[] compressed(int length) {
        return ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(US_ASCII);
    }

    private static byte[] gzip(int zeros) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[zeros]);
        }
        return bytes.toByteArray();
    }
}
