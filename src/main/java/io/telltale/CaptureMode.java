package io.telltale;

/** What {@code TELLTALE_CAPTURE} lets leave the process where {@link Traced} does not say. */
public enum CaptureMode {
    /** Neither arguments nor results: the default. */
    NONE,
    /** Arguments alone. */
    ARGUMENTS,
    /** Results alone. */
    RESULTS,
    /** Arguments and results. */
    ALL
}
