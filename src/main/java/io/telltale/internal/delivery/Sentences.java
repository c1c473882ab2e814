package io.telltale.internal.delivery;

import io.telltale.TracingStats;
import java.util.TreeMap;

/** How {@link DeliveryLog} puts what it counted into words. */
final class Sentences {
    static final String PAUSED = "Sending is paused: events are stored until it is resumed";
    static final String CLOSING_PAUSED =
            "Tracing is closed while sending is paused: nothing more is sent; resume() before close() would send what waits";

    /** Of a receiver's words. */
    private static final int MAX_QUOTE = 300;

    private Sentences() {}

    /** {@code more} failures beside the one that {@code what} describes, within {@code span}. */
    static String trouble(Trouble kind, String what, long more, String span) {
        String repeats = more == 0 ? "" : " … and " + more + " more" + span;
        return what + repeats + ": " + kind.remedy();
    }

    static String dropped(DropReason reason, long events, String span) {
        return events(events) + " dropped" + span + " (" + reason.wireName() + "): " + reason.remedy();
    }

    static String recovered(long uploaded, long failures) {
        String uploads = uploaded == 0 ? "" : ", " + storedEvents(uploaded) + " uploaded";
        return "delivering again" + uploads + " (after " + failures + (failures == 1 ? " failure)" : " failures)");
    }

    static String resumed(int stored) {
        return "Sending is resumed" + (stored == 0 ? "" : ", " + storedEvents(stored) + " will leave");
    }

    static String closed(TracingStats last) {
        return "Tracing closed: " + last.recorded() + " recorded, " + last.delivered() + " delivered, " + last.stored()
                + " stored, " + last.droppedTotal() + " dropped"
                + (last.dropped().isEmpty() ? "" : " " + new TreeMap<>(last.dropped()));
    }

    static String lastMinutes(long minutes) {
        return minutes <= 1 ? " in the last minute" : " in the last " + minutes + " minutes";
    }

    /** Without line breaks and other control characters, which a fault's text may hold, and not longer than {@code max}. */
    static String oneLine(String text, int max) {
        String cut = text.length() <= max ? text : text.substring(0, max) + "…";
        return cut.replaceAll("\\p{Cntrl}+", " ");
    }

    /** Words of somebody else's, on one line and not at length. */
    static String quoted(String words) {
        String line = words.substring(0, Math.min(words.length(), 4 * MAX_QUOTE))
                .replaceAll("[\\p{C}\\p{Z}\\s]+", " ")
                .strip();
        return "\"" + (line.length() <= MAX_QUOTE ? line : line.substring(0, MAX_QUOTE) + "…") + "\"";
    }

    private static String events(long n) {
        return n == 1 ? "1 event" : n + " events";
    }

    private static String storedEvents(long n) {
        return n == 1 ? "1 stored event" : n + " stored events";
    }
}
