package io.telltale.internal.delivery;

import io.telltale.TracingStats;
import java.util.Locale;
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

    /**
     * @param fill from 0 to 1
     * @param secondsLeft at these rates; not positive, or no number, where it is not filling
     */
    static String storeFills(double fill, Traffic.Rates rates, double secondsLeft, boolean sampling) {
        return "The event store is " + percent(fill) + " full: " + perSecond(rates.in()) + " events/s come and "
                + perSecond(rates.out()) + " leave, " + until(fill, rates, secondsLeft)
                + (sampling
                        ? ". Successful calls are sampled from here on, failures are kept: "
                        : ". Set TELLTALE_STORE_PRESSURE=sample to keep the room for failures, and ")
                + "see why the endpoint takes no more, or raise TELLTALE_STORE_MAX_BYTES or TELLTALE_STORE_MAX_EVENTS";
    }

    /** What was lost meanwhile: left out, and displaced from a full store. */
    static String storeHasRoom(double fill, long leftOut, long displaced) {
        return "The event store has room again, it is " + percent(fill) + " full: "
                + (leftOut == 0 ? "no event was" : events(leftOut) + (leftOut == 1 ? " was" : " were"))
                + " left out (" + DropReason.SAMPLED_UNDER_PRESSURE.wireName() + "), " + displaced
                + " lost to a full store ("
                + DropReason.STORE_FULL.wireName() + ")";
    }

    private static String until(double fill, Traffic.Rates rates, double secondsLeft) {
        if (fill >= 1) {
            return "there is no room left";
        }
        return rates.growth() > 0 ? "full in about " + roughly(secondsLeft) : "it is not filling any more";
    }

    /** A time in the unit in which it is a number of two digits or more, as far as there is one. */
    private static String roughly(double seconds) {
        double minutes = seconds / 60;
        double hours = minutes / 60;
        if (hours >= 48) {
            return Math.round(hours / 24) + " days";
        }
        if (minutes >= 100) {
            return Math.round(hours) + " h";
        }
        return seconds >= 100 ? Math.round(minutes) + " min" : Math.round(seconds) + " s";
    }

    private static String perSecond(double rate) {
        return rate == 0 || rate >= 10 ? Long.toString(Math.round(rate)) : String.format(Locale.ROOT, "%.1f", rate);
    }

    /** Down to a whole number: what is not quite full is not told as full. */
    private static String percent(double fill) {
        return (int) Math.min(100, fill * 100) + " %";
    }

    static String renewed(String what) {
        return "Certificates were renewed and are used from the next connection on: " + what;
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
