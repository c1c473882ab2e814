package io.telltale.internal.delivery;

import io.telltale.Envelope;
import io.telltale.TracingConfig;

/** How large the next batch may be: as configured, and as the endpoint has shown to bear. The courier's alone. */
final class BatchLimits {
    private final int configuredEvents;
    private int events;
    private long bytes;

    BatchLimits(int maxEvents, long maxBytes) {
        this.configuredEvents = maxEvents;
        this.events = maxEvents;
        this.bytes = maxBytes;
    }

    /** As configured, less what surrounds events in a body. */
    static BatchLimits of(TracingConfig config, Envelope envelope) {
        long around = (long) envelope.prefix().length + envelope.suffix().length;
        long between = (long) envelope.separator().length * (config.batchMaxEvents() - 1);
        return new BatchLimits(config.batchMaxEvents(), Math.max(1, config.batchMaxBytes() - around - between));
    }

    int events() {
        return events;
    }

    long bytes() {
        return bytes;
    }

    /** The endpoint accepted a batch: trust grows again. */
    void accepted() {
        events = (int) Math.min(configuredEvents, events * 2L);
    }

    /** The server failed over so many events: perhaps one of them is the cause. */
    void failed(int size) {
        events = Math.max(1, Math.min(events, size / 2));
    }

    /** So many bytes were refused as too many. */
    void tooLarge(long refused) {
        bytes = Math.max(1, Math.min(bytes, refused - 1));
    }
}
