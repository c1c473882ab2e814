package io.telltale.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Looks at those pieces of the harness whose mistakes would show as wrong figures rather than as errors. */
final class SelfCheck {
    private static final String FIRST = Marker.text(3, 7, 1_234_567_890_123L);
    private static final String SECOND = Marker.text(65_535, Integer.MAX_VALUE, Long.MAX_VALUE);
    private static final List<String> BOTH = List.of("3 7 1234567890123", "65535 2147483647 9223372036854775807");

    private SelfCheck() {}

    static void run() throws IOException {
        findsEveryMarkerWhereverItStands();
        readsBodiesHoweverTheyAreCut();
        countsLostAndDuplicates();
        knowsMediansAndPercentiles();
    }

    private static void findsEveryMarkerWhereverItStands() {
        for (int before = 0; before < 20; before++) {
            for (int between = 0; between < 20; between++) {
                String body = ".".repeat(before) + FIRST + ".".repeat(between) + SECOND + ".";
                expect(BOTH, found(body.getBytes(StandardCharsets.US_ASCII), body.length()));
            }
        }
    }

    private static void readsBodiesHoweverTheyAreCut() throws IOException {
        String head = "POST /v1/traces HTTP/1.1\r\nContent-Type: application/x-protobuf\r\n";
        String whole = head + "Content-Length: " + (FIRST + SECOND).length() + "\r\n\r\n" + FIRST + SECOND;
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(FIRST.substring(0, 5))
                + chunk(FIRST.substring(5) + SECOND) + "0\r\n\r\n";
        byte[] requests = (whole + chunked + whole).getBytes(StandardCharsets.US_ASCII);
        for (int step = 1; step < 200; step++) {
            HttpReader reader = new HttpReader(new SlowStream(requests, step));
            for (int i = 0; i < 3; i++) {
                expect(true, reader.read());
                expect(BOTH, found(reader.body(), reader.bodyLength()));
                expect(true, reader.protobuf());
            }
            expect(false, reader.read());
        }
    }

    private static void countsLostAndDuplicates() {
        Arrivals arrivals = new Arrivals(1, 4, 2);
        String body = Marker.text(1, 0, 100)
                + Marker.text(1, 0, 100)
                + Marker.text(1, 1, 50)
                + Marker.text(1, 3, 0)
                + Marker.text(2, 2, 0);
        arrivals.accept(body.getBytes(StandardCharsets.US_ASCII), body.length(), 200);
        Message report = arrivals.report();
        expect(3L, report.number("arrived"));
        expect(1L, report.number("duplicates"));
        expect(100L, report.number("arrivalP50"));
        expect(150L, report.number("arrivalMax"));
    }

    private static void knowsMediansAndPercentiles() {
        expect(new Spread(2, 1, 9), Spread.of(9, 1, 2));
        expect(new Spread(2.5, 1, 9), Spread.of(9, 1, 2, 3));
        expect(99L, Percentile.of(LongStream.rangeClosed(1, 100).toArray(), 0.99));
    }

    private static List<String> found(byte[] body, int length) {
        List<String> found = new ArrayList<>();
        Marker.findAll(body, length, (run, call, time) -> found.add(run + " " + call + " " + time));
        return found;
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + " but was " + actual);
        }
    }

    /** Gives at most so many bytes at once. */
    private static final class SlowStream extends InputStream {
        private final ByteArrayInputStream bytes;
        private final int step;

        SlowStream(byte[] bytes, int step) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.step = step;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, Math.min(step, length));
        }
    }
}
