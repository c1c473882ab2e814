package io.telltale;

/** Whom a full event store drops, {@code TELLTALE_STORE_OVERFLOW}. */
public enum Overflow {
    /** The oldest event that waits, so that what is told is recent: the default. */
    DROP_OLDEST,
    /** The newcomer, so that what is told is how the trouble began. */
    DROP_NEWEST
}
