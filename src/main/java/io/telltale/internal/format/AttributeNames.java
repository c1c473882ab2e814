package io.telltale.internal.format;

import java.util.Set;

/** What is called how in a format that has one flat list of attributes for all that a span carries. */
final class AttributeNames {
    /** OpenTelemetry's <a href="https://opentelemetry.io/docs/specs/semconv/general/attributes/">thread attributes</a>. */
    static final String THREAD = "thread.name";

    // OpenTelemetry's conventions for exceptions, https://opentelemetry.io/docs/specs/semconv/exceptions/
    static final String EXCEPTION_TYPE = "exception.type";
    static final String EXCEPTION_MESSAGE = "exception.message";
    static final String EXCEPTION_STACK_TRACE = "exception.stacktrace";

    private static final String OURS = "telltale.";

    /** Before the name of an input. */
    static final String INPUT = OURS + "input.";

    static final String OUTPUT = OURS + "output";

    /** Before the key of a tag that can't have its own. */
    private static final String TAG = OURS + "tag.";

    private AttributeNames() {}

    /** The tag's own key, unless that is {@code taken} or one of ours: no name may stand twice in a list. */
    static String ofTag(String key, Set<String> taken) {
        return taken.contains(key) || key.startsWith(OURS) ? TAG + key : key;
    }
}
