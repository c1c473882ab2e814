package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telltale.Envelope;
import io.telltale.TraceEvent;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What all formats share whose events are JSON objects: how they come by a buffer, and how text fits into it. Thread-safe. */
abstract class JsonEncodedFormat implements EventFormat {
    static final int USUAL_EVENT_BYTES = 512;
    private static final int USUAL_VALUE_BYTES = 192;

    /** A buffer that one large event has blown up is not kept. */
    private static final int MAX_SPARE_BYTES = 64 * 1024;

    private static final byte[] SEPARATOR = ascii(",");

    private final String name;
    private final Envelope envelope;

    /** The courier's buffer while it is not encoding; a caller that encodes beside it makes its own. Taken and put whole. */
    private final AtomicReference<@Nullable Scratch> spare = new AtomicReference<>();

    /** @param values writes to {@code bytes}; at its top level one value leaves nothing behind that the next would see */
    private record Scratch(JsonBytes bytes, ValueSink values) {}

    JsonEncodedFormat(String name, byte[] prefix, byte[] suffix) {
        this.name = name;
        envelope = new Envelope("application/json", prefix, SEPARATOR, suffix);
    }

    /**
     * Writes the event as one JSON object.
     *
     * @param values writes values to {@code out}
     */
    abstract void write(TraceEvent event, JsonBytes out, ValueSink values);

    /** A writer of values to {@code out}. */
    abstract ValueSink newValueSink(JsonBytes out);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Envelope envelope() {
        return envelope;
    }

    @Override
    public final byte[] encode(TraceEvent event) {
        Scratch scratch = spare.getAndSet(null);
        if (scratch == null) {
            JsonBytes bytes = new JsonBytes(USUAL_EVENT_BYTES);
            scratch = new Scratch(bytes, newValueSink(bytes));
        }
        JsonBytes out = scratch.bytes();
        write(event, out, scratch.values());
        byte[] body = out.toByteArray();
        if (out.capacity() <= MAX_SPARE_BYTES) {
            out.clear();
            spare.setRelease(scratch);
        }
        return body;
    }

    @Override
    public final ValueSink newValueSink() {
        return newValueSink(new JsonBytes(USUAL_VALUE_BYTES));
    }

    @Override
    public int fit(String text, int maxBytes) {
        return JsonText.fit(text, maxBytes);
    }

    static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }
}
