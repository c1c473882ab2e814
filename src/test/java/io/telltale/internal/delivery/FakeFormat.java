package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telltale.Envelope;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.internal.format.Acceptance;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.format.ValueSink;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Events as their names, padded; one whose name says so can't be written. */
final class FakeFormat implements EventFormat {
    static final Envelope ENVELOPE = envelope("<");
    static final String UNENCODABLE = "unencodable";
    static final String ERROR = "error";

    private static final AtomicLong SPANS = new AtomicLong();

    private final int eventBytes;

    FakeFormat(int eventBytes) {
        this.eventBytes = eventBytes;
    }

    static Envelope envelope(String prefix) {
        return new Envelope("text/plain", prefix.getBytes(UTF_8), new byte[] {','}, new byte[] {'>'});
    }

    static TraceEvent event(String name, long endNanos) {
        TraceContext span = new TraceContext(1, 1, SPANS.incrementAndGet(), true, 0);
        return TraceEvent.of(name, span).times(endNanos, endNanos).build();
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Envelope envelope() {
        return ENVELOPE;
    }

    @Override
    public byte[] encode(TraceEvent event) {
        if (event.name().equals(UNENCODABLE)) {
            throw new IllegalStateException("can't write this one");
        }
        if (event.name().equals(ERROR)) {
            throw new StackOverflowError("too deep");
        }
        byte[] name = event.name().getBytes(UTF_8);
        byte[] body = Arrays.copyOf(name, Math.max(name.length, eventBytes));
        Arrays.fill(body, name.length, body.length, (byte) ' ');
        return body;
    }

    /** "3 bad" in an answer's body rejects three. */
    @Override
    public Acceptance read(byte[] answer) {
        String text = new String(answer, UTF_8);
        if (text.isEmpty()) {
            return Acceptance.OF_ALL;
        }
        String[] parts = text.split(" ", 2);
        return new Acceptance(Long.parseLong(parts[0]), parts.length == 1 ? null : parts[1], false);
    }

    @Override
    public ValueSink newValueSink() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int fit(String text, int maxBytes) {
        throw new UnsupportedOperationException();
    }
}
