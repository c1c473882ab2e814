package io.telltale.internal.delivery;

import java.util.stream.Stream;

/** Why an event was lost: every way to lose one has its name here. */
enum DropReason {
    /** The event store had no room, for this event or for an older one that made way. */
    STORE_FULL("store_full"),
    /** The event store threw. */
    STORE_ERROR("store_error"),
    /** The endpoint refuses a single event of this size (413). */
    TOO_LARGE("too_large"),
    /** The endpoint refuses this event while it accepts others (400, 422, or named in a partial success). */
    REJECTED("rejected"),
    /** The format could not put it into bytes. */
    UNENCODABLE("unencodable"),
    /** Left undelivered when tracing was closed. */
    CLOSED("closed");

    private final String wireName;

    DropReason(String wireName) {
        this.wireName = wireName;
    }

    /** The reason of this name; there must be one. */
    static DropReason ofWireName(String name) {
        return Stream.of(values())
                .filter(reason -> reason.wireName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    /** As statistics, meters and logs name it. */
    String wireName() {
        return wireName;
    }
}
