package io.telltale.internal.store;

/** A file that this library wrote, and that was cut short or not written to its end. */
final class TornFileException extends DamagedFileException {
    private static final long serialVersionUID = 1;

    TornFileException(String message) {
        super(message);
    }
}
