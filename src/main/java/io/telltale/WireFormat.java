package io.telltale;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The language an endpoint is spoken to in, {@code TELLTALE_FORMAT}. */
public enum WireFormat {
    /** Telltale's own. */
    JSON;

    /** The language that an endpoint's path asks for, where no variable names one. */
    static WireFormat of(@Nullable URI endpoint) {
        return JSON;
    }
}
