package io.telltale.internal.capture;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stack trace with causes and suppressed exceptions, in the layout of {@link Throwable#printStackTrace}, of bounded
 * size. An exception's own methods may throw, return null or lead in circles. Not thread-safe; used once.
 */
final class FailureText {
    static final int MAX_BYTES = 16 * 1024;

    private static final String CUT = "<telltale: cut at 16 KiB>";
    private static final int MAX_NESTING = 16;

    /** A message inside the trace; its head alone is of use there. */
    private static final int MAX_MESSAGE_LENGTH = 1024;

    private final StringBuilder text = new StringBuilder(2048);
    private final Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
    private int room = MAX_BYTES - CUT.length();
    private boolean full;

    private FailureText() {}

    static String of(Throwable thrown) {
        FailureText rendering = new FailureText();
        rendering.tell(thrown, "", "", new StackTraceElement[0], 0);
        return rendering.text.toString();
    }

    /** The message, or null where there is none or getting it fails. */
    static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (Throwable e) {
            // User code: whatever it throws is no concern of the caller's.
            return "<telltale: getMessage failed, " + e.getClass().getName() + ">";
        }
    }

    private void tell(Throwable thrown, String indent, String caption, StackTraceElement[] outer, int nesting) {
        append(indent + caption + thrown.getClass().getName());
        appendMessage(message(thrown));
        append("\n");
        if (!told.add(thrown) || nesting == MAX_NESTING) {
            append(indent + "\t<telltale: told above, or too deep>\n");
            return;
        }
        StackTraceElement[] frames = frames(thrown);
        int common = commonFrames(frames, outer);
        for (int i = 0; i < frames.length - common && !full; i++) {
            append(indent);
            append("\tat ");
            append(String.valueOf(frames[i]));
            append("\n");
        }
        if (common > 0) {
            append(indent + "\t... " + common + " more\n");
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!full) {
                tell(suppressed, indent + "\t", "Suppressed: ", frames, nesting + 1);
            }
        }
        Throwable cause = cause(thrown);
        if (cause != null && !full) {
            tell(cause, indent, "Caused by: ", frames, nesting + 1);
        }
    }

    private void appendMessage(@Nullable String message) {
        if (message != null) {
            append(": ");
            append(message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH) + "…");
        }
    }

    private static StackTraceElement[] frames(Throwable thrown) {
        try {
            StackTraceElement[] frames = thrown.getStackTrace();
            return frames == null ? new StackTraceElement[0] : frames;
        } catch (Throwable e) {
            // User code: the trace says where it failed.
            return new StackTraceElement[] {new StackTraceElement("<telltale", " getStackTrace failed>", null, -1)};
        }
    }

    private static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable e) {
            // User code: what it threw stands where the cause would have.
            return e;
        }
    }

    /** How many frames at the end an exception shares with the one around it. */
    private static int commonFrames(StackTraceElement[] frames, StackTraceElement[] outer) {
        int common = 0;
        int most = Math.min(frames.length, outer.length);
        while (common < most
                && frames[frames.length - 1 - common] != null
                && frames[frames.length - 1 - common].equals(outer[outer.length - 1 - common])) {
            common++;
        }
        return common;
    }

    private void append(String part) {
        if (full) {
            return;
        }
        int fit = Utf8.fit(part, room);
        text.append(part, 0, fit);
        room -= Utf8.length(part, fit);
        if (fit < part.length()) {
            text.append(CUT);
            full = true;
        }
    }
}
