package io.telltale.internal.delivery;

import java.util.stream.Stream;

/** Why an event was lost: every way to lose one has its name here. */
enum DropReason {
    /** The event store had no room, for this event or for an older one that made way. */
    STORE_FULL(
            "store_full",
            "see why the endpoint does not take events, or raise TELLTALE_STORE_MAX_BYTES or TELLTALE_STORE_MAX_EVENTS"),
    /** The event store was filling up, and by {@code TELLTALE_STORE_PRESSURE=sample} it took this call no more. */
    SAMPLED_UNDER_PRESSURE(
            "sampled_under_pressure",
            "the event store was over 80 % full and TELLTALE_STORE_PRESSURE=sample keeps its room for failures: see why the"
                    + " endpoint does not take events, or raise TELLTALE_STORE_MAX_BYTES or TELLTALE_STORE_MAX_EVENTS"),
    /** The event store threw. */
    STORE_ERROR(
            "store_error",
            "the event store threw: look at the one given to Tracing.builder(…).eventStore(…), or at TELLTALE_STORE_DIR"),
    /** The endpoint refuses a single event of this size (413). */
    TOO_LARGE(
            "too_large",
            "the endpoint takes no single event of this size: lower TELLTALE_MAX_VALUE_BYTES or raise the endpoint's limit"),
    /** The endpoint refuses this event while it accepts others (400, 422, or named in a partial success). */
    REJECTED("rejected", "the endpoint refuses these while it accepts others: its own log says why"),
    /** The format could not put it into bytes. */
    UNENCODABLE("unencodable", "this is a defect of telltale: please report it"),
    /** Left undelivered when tracing was closed. */
    CLOSED(
            "closed",
            "tracing was closed before they could be delivered: raise TELLTALE_SHUTDOWN_TIMEOUT, or see why the endpoint does not take events");

    private final String wireName;
    private final String remedy;

    DropReason(String wireName, String remedy) {
        this.wireName = wireName;
        this.remedy = remedy;
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

    /** What an operator can do about it. */
    String remedy() {
        return remedy;
    }
}
