package io.telltale;

/** What an event store that fills up does with successful calls, {@code TELLTALE_STORE_PRESSURE}. */
public enum Pressure {
    /** Takes them all until it is full: the default. */
    NONE,
    /**
     * Takes fewer and fewer of them, by trace id: from all when it is 80 % full to none when it is full. Failed calls are
     * taken all the while.
     */
    SAMPLE
}
