package io.telltale;

import org.jspecify.annotations.Nullable;

/**
 * What a call threw, rendered on the thread that saw it.
 *
 * @param type the exception's class name
 * @param message its message, cut to size, or null
 * @param stackTrace its stack trace with causes, at most 16 KiB
 */
public record TraceFailure(String type, @Nullable String message, String stackTrace) {
    /** The type alone: messages may carry payload. */
    @Override
    public String toString() {
        return "TraceFailure[" + type + "]";
    }
}
