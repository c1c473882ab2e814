package io.telltale;

/** How request bodies are compressed, {@code TELLTALE_COMPRESSION}. */
public enum Compression {
    /** Not at all: the default. */
    NONE,
    /** {@code Content-Encoding: gzip}, for bodies that are larger than one packet. */
    GZIP
}
