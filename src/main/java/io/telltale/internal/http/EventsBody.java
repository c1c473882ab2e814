package io.telltale.internal.http;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, {@code prefix + events joined by separator + suffix}, written without building a copy of it.
 *
 * <p>Until the response's headers arrive OkHttp may write it again, which recovers from a pooled connection that the
 * server had closed. From then on it is one-shot, since OkHttp would resend by itself on 408, 421 and 503 with {@code
 * Retry-After: 0}, where how often and how soon is for the retry around it to say.
 */
final class EventsBody extends RequestBody {
    /** Below this a request fits one packet with or without compression. */
    private static final int SMALLEST_COMPRESSED = 1_400;

    /** Handed on together; Okio keeps this much of its buffers for the next time. */
    private static final int HANDED_ON = 32 * 1024;

    private final Envelope envelope;
    private final List<EncodedEvent> events;
    private final long plainLength;
    private final boolean compressed;

    // Mutable state: written and read by the one thread that runs the call
    private @Nullable Buffer gzip;
    private int answeredStatus;

    EventsBody(Envelope envelope, List<EncodedEvent> events, boolean compress) {
        this.envelope = envelope;
        this.events = events;
        this.plainLength = plainLength(envelope, events);
        this.compressed = compress && plainLength > SMALLEST_COMPRESSED;
    }

    /** Whether it needs {@code Content-Encoding: gzip}. */
    boolean isCompressed() {
        return compressed;
    }

    /** Says that the response's headers arrived. */
    void answered(int status) {
        answeredStatus = status;
    }

    /** The status of the last response whose headers arrived, or 0. */
    int answeredStatus() {
        return answeredStatus;
    }

    @Override
    public boolean isOneShot() {
        return answeredStatus != 0;
    }

    @Override
    public @Nullable MediaType contentType() {
        return MediaType.parse(envelope.contentType());
    }

    @Override
    public long contentLength() {
        return compressed ? gzip().size() : plainLength;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        if (compressed) {
            gzip().copyTo(sink.getBuffer(), 0, gzip().size());
            sink.emitCompleteSegments();
        } else {
            writePlain(sink);
        }
    }

    private void writePlain(BufferedSink sink) throws IOException {
        Buffer out = sink.getBuffer();
        byte[] separator = envelope.separator();
        out.write(envelope.prefix());
        boolean first = true;
        for (EncodedEvent event : events) {
            if (!first) {
                out.write(separator);
            }
            out.write(event.body());
            first = false;
            if (out.size() >= HANDED_ON) {
                sink.emitCompleteSegments();
            }
        }
        out.write(envelope.suffix());
        sink.emitCompleteSegments();
    }

    /** Made on the thread of the call, since the length must be known before the first byte leaves. */
    private Buffer gzip() {
        Buffer bytes = gzip;
        if (bytes == null) {
            bytes = new Buffer();
            try (BufferedSink sink = Okio.buffer(new GzipSink(bytes))) {
                writePlain(sink);
            } catch (IOException impossible) {
                throw new UncheckedIOException("a buffer in memory failed", impossible);
            }
            gzip = bytes;
        }
        return bytes;
    }

    private static long plainLength(Envelope envelope, List<EncodedEvent> events) {
        long length = envelope.prefix().length + (long) envelope.suffix().length;
        length += Math.max(0, events.size() - 1) * (long) envelope.separator().length;
        for (EncodedEvent event : events) {
            length += event.size();
        }
        return length;
    }
}
