package io.telltale.internal.format;

import org.jspecify.annotations.Nullable;

/**
 * What a receiver said besides "accepted". Immutable.
 *
 * @param rejected how many events of the request it did not take, never negative; it does not say which
 * @param message its words, as they came, or null; with nothing rejected they are a warning
 * @param isWebPage whether it answered with markup, as no receiver of the format does
 */
public record Acceptance(long rejected, @Nullable String message, boolean isWebPage) {
    /** Everything was taken, and nothing is to be said about it. */
    public static final Acceptance OF_ALL = new Acceptance(0, null, false);

    /** Accepted, by the looks of it, but by whom? */
    static final Acceptance WEB_PAGE = new Acceptance(0, null, true);

    /** The figure; never the words. */
    @Override
    public String toString() {
        return isWebPage ? "Acceptance[web page]" : "Acceptance[" + rejected + " rejected]";
    }
}
