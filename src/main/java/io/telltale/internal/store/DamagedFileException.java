package io.telltale.internal.store;

import java.io.IOException;

/** A file that is not, or not wholly, what this library wrote. Its message holds nothing of the file's content. */
class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedFileException(String message, Throwable cause) {
        super(message, cause);
    }

    DamagedFileException(String message) {
        super(message);
    }
}
