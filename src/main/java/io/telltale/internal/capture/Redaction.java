package io.telltale.internal.capture;

import java.util.Collection;

/** The names whose values are never told, at any depth; case, {@code _} and {@code -} are ignored. Thread-safe. */
public final class Redaction {
    public Redaction(Collection<String> names) {}

    /** Whether a parameter, property or map key of this name hides its value. */
    public boolean hides(String name) {
        return false;
    }
}
