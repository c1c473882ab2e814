package io.telltale;

/** Whether one method's arguments or result are told, where the configuration alone should not decide. */
public enum Capture {
    /** As {@code TELLTALE_CAPTURE} says. */
    DEFAULT,
    /** Told, whatever the configuration says; names in {@code TELLTALE_REDACT} and {@link Redact} still hide values. */
    ON,
    /** Never told. */
    OFF
}
