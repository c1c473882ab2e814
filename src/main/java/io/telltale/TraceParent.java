package io.telltale;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code traceparent}, as <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 * says how to read it.
 */
record TraceParent(long traceIdHigh, long traceIdLow, long spanId, boolean sampled) {
    private static final int LENGTH = 55;
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;
    private static final int SAMPLED = 1;
    private static final int LONGEST_STATE = 512;
    private static final Pattern STATE = Pattern.compile("[\\t\\x20-\\x7e]*");

    /** Null for no header and for one that is malformed: a new trace starts then. */
    static @Nullable TraceParent parse(@Nullable String header) {
        if (header == null || !hasShape(header)) {
            return null;
        }
        long traceIdHigh = number(header, TRACE_ID, 16);
        long traceIdLow = number(header, TRACE_ID + 16, 16);
        long spanId = number(header, SPAN_ID, 16);
        if ((traceIdHigh | traceIdLow) == 0 || spanId == 0) {
            return null;
        }
        return new TraceParent(traceIdHigh, traceIdLow, spanId, (number(header, FLAGS, 2) & SAMPLED) != 0);
    }

    /** {@code tracestate} if it can be passed on in a header and is no longer than needs be passed on; else null. */
    static @Nullable String passable(@Nullable String tracestate) {
        return tracestate == null
                        || tracestate.isBlank()
                        || tracestate.length() > LONGEST_STATE
                        || !STATE.matcher(tracestate).matches()
                ? null
                : tracestate;
    }

    /** Version 00 ends after its flags; a later one may go on, after a dash, with what only that version knows. */
    private static boolean hasShape(String header) {
        return header.length() >= LENGTH
                && isHex(header, 0, 2)
                && header.charAt(TRACE_ID - 1) == '-'
                && isHex(header, TRACE_ID, 32)
                && header.charAt(SPAN_ID - 1) == '-'
                && isHex(header, SPAN_ID, 16)
                && header.charAt(FLAGS - 1) == '-'
                && isHex(header, FLAGS, 2)
                && !header.startsWith("ff")
                && (header.length() == LENGTH || (!header.startsWith("00") && header.charAt(LENGTH) == '-'));
    }

    /** Lower case alone. */
    private static boolean isHex(String header, int start, int digits) {
        for (int i = start; i < start + digits; i++) {
            char digit = header.charAt(i);
            if (!((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    private static long number(String header, int start, int digits) {
        return Long.parseUnsignedLong(header, start, start + digits, 16);
    }
}
