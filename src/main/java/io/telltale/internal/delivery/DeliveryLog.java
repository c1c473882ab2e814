package io.telltale.internal.delivery;

import io.telltale.TracingStats;
import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What an operator reads about delivery. The first trouble of a kind is a line at once, with the remedy; repeats are
 * counted and summed up, at most once a minute for each kind, and all kinds together stay within {@link
 * #MAX_LINES_A_MINUTE}: what finds no room is told later.
 *
 * <p>Thread-safe; nothing is logged under the lock. Never throws: what an appender throws is counted in {@link
 * #failures}. No payload and no secret is written, as long as none is given.
 */
final class DeliveryLog {
    /** For all kinds together: an endpoint may come and go many times a second. */
    static final int MAX_LINES_A_MINUTE = 30;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_LINE = 600;

    private final Logger logger;
    private final LongSupplier nanoClock;

    // Thread-safe in themselves.
    private final LongAdder failures = new LongAdder();
    private final AtomicBoolean acknowledged = new AtomicBoolean();

    // Guarded by this.
    private final Map<Trouble, Tally> troubles = new EnumMap<>(Trouble.class);
    private final Map<DropReason, Tally> drops = new EnumMap<>(DropReason.class);
    private final Tally pressure = new Tally();
    private long outageFailures;
    private long minuteStart;
    private int linesThisMinute;

    /** Whether there was an outage whose end was not told. Written under the lock, read without it at every success. */
    private volatile boolean failing;

    /** {@code nanoClock} is as {@link System#nanoTime}. */
    DeliveryLog(Logger logger, LongSupplier nanoClock) {
        this.logger = logger;
        this.nanoClock = nanoClock;
        this.minuteStart = nanoClock.getAsLong();
    }

    /** Tells of an answer that is no success. */
    void failure(HttpAnswer answer) {
        Trouble kind = Trouble.of(answer);
        failure(kind, kind.inWords(answer));
    }

    /** Tells of a trouble; {@code what} has no full stop, for the kind's remedy is added. */
    void failure(Trouble kind, String what) {
        write(logger::warn, count(kind, what));
    }

    /** Tells that {@code n} events were lost. */
    void dropped(DropReason reason, long n) {
        if (n > 0) {
            write(logger::warn, count(reason, n));
        }
    }

    /**
     * Tells that an outage is over; does nothing, cheaply, when there was none.
     *
     * @param uploadedEvents how many events of the store were uploaded since
     */
    void recovered(long uploadedEvents) {
        if (failing) {
            write(logger::info, endOutage(uploadedEvents));
        }
    }

    /**
     * Tells that the store fills up, at most once a minute.
     *
     * @param sentence asked for only if there is room for it
     * @return whether there was; if not, this is to be called again, with figures of then
     */
    boolean storeFills(Supplier<String> sentence) {
        boolean room = takeLineOfPressure();
        if (room) {
            write(logger::warn, sentence.get());
        }
        return room;
    }

    /** Tells that the store has room again; otherwise as {@link #storeFills}. */
    boolean storeHasRoom(Supplier<String> sentence) {
        boolean room = takeLine();
        if (room) {
            write(logger::info, sentence.get());
        }
        return room;
    }

    /**
     * Tells, once, that delivery works.
     *
     * @param endpoint as it may be shown: without user info and query
     * @param elapsed since tracing started
     */
    void firstAcknowledged(String endpoint, Duration elapsed) {
        if (acknowledged.compareAndSet(false, true)) {
            write(logger::info, "First event acknowledged by " + endpoint + " after " + elapsed.toMillis() + " ms");
        }
    }

    /** Tells that renewed certificates are in use; {@code what} has no full stop. */
    void certificatesRenewed(String what) {
        write(logger::info, ifRoom(Sentences.renewed(what)));
    }

    /** Tells that an operator has paused sending. */
    void paused() {
        write(logger::info, ifRoom(Sentences.PAUSED));
    }

    /** Tells that sending goes on, with so many stored events. */
    void resumed(int storedEvents) {
        write(logger::info, ifRoom(Sentences.resumed(storedEvents)));
    }

    /** Tells, before the losses do, why what waits is not sent at the end. */
    void closingPaused() {
        write(logger::warn, Sentences.CLOSING_PAUSED);
    }

    /** Tells the repeats that are due; to be called now and then, for those that no further one follows. */
    void summarize() {
        tellRepeats(false);
    }

    /** Tells all that was counted and not told yet, due or not. */
    void close() {
        tellRepeats(true);
    }

    /** Tells the final figures. */
    void closed(TracingStats last) {
        write(logger::info, Sentences.closed(last));
    }

    /** How often the logger threw. */
    long failures() {
        return failures.sum();
    }

    private void tellRepeats(boolean dueOrNot) {
        if (isNothingCounted()) {
            return;
        }
        for (Trouble kind : Trouble.values()) {
            write(logger::warn, tell(kind, dueOrNot));
        }
        for (DropReason reason : DropReason.values()) {
            write(logger::warn, tell(reason, dueOrNot));
        }
    }

    private synchronized boolean isNothingCounted() {
        return troubles.isEmpty() && drops.isEmpty();
    }

    private synchronized @Nullable String count(Trouble kind, String what) {
        if (kind.isOutage()) {
            failing = true;
            outageFailures++;
        }
        Tally tally = tally(kind);
        tally.untold++;
        tally.latest = what;
        return tell(kind, false);
    }

    private synchronized @Nullable String count(DropReason reason, long n) {
        tally(reason).untold += n;
        return tell(reason, false);
    }

    private synchronized @Nullable String tell(Trouble kind, boolean dueOrNot) {
        Tally tally = tally(kind);
        return tell(tally, dueOrNot, span -> Sentences.trouble(kind, tally.latest, tally.untold - 1, span));
    }

    private synchronized @Nullable String tell(DropReason reason, boolean dueOrNot) {
        Tally tally = tally(reason);
        return tell(tally, dueOrNot, span -> Sentences.dropped(reason, tally.untold, span));
    }

    private @Nullable String tell(Tally tally, boolean dueOrNot, UnaryOperator<String> sentence) {
        long now = nanoClock.getAsLong();
        if (tally.untold == 0) {
            return null;
        }
        if (!dueOrNot && !(tally.isDue(now) && takeLine(now))) {
            return null;
        }
        String line = sentence.apply(tally.span(now));
        tally.tellAt(now);
        return line;
    }

    private synchronized @Nullable String endOutage(long uploadedEvents) {
        // Without room for the line the outage stays open, and the next success tells of its end.
        if (!failing || !takeLine(nanoClock.getAsLong())) {
            return null;
        }
        String line = Sentences.recovered(uploadedEvents, outageFailures);
        failing = false;
        outageFailures = 0;
        troubles.keySet().removeIf(Trouble::isOutage);
        return line;
    }

    /** The line, or null when this minute has no room for it. */
    private synchronized @Nullable String ifRoom(String line) {
        return takeLine(nanoClock.getAsLong()) ? line : null;
    }

    private Tally tally(Trouble kind) {
        return troubles.computeIfAbsent(kind, unseen -> new Tally());
    }

    private Tally tally(DropReason reason) {
        return drops.computeIfAbsent(reason, unseen -> new Tally());
    }

    private synchronized boolean takeLineOfPressure() {
        long now = nanoClock.getAsLong();
        if (!pressure.isDue(now) || !takeLine(now)) {
            return false;
        }
        pressure.tellAt(now);
        return true;
    }

    private synchronized boolean takeLine() {
        return takeLine(nanoClock.getAsLong());
    }

    /** Takes one of this minute's lines; guarded by this. */
    private boolean takeLine(long now) {
        if (now - minuteStart >= MINUTE) {
            minuteStart = now;
            linesThisMinute = 0;
        }
        if (linesThisMinute == MAX_LINES_A_MINUTE) {
            return false;
        }
        linesThisMinute++;
        return true;
    }

    private void write(Consumer<String> level, @Nullable String line) {
        if (line == null) {
            return;
        }
        try {
            level.accept(Sentences.oneLine(line, MAX_LINE));
        } catch (Throwable e) { // an appender that fails must cost no event and no call
            failures.increment();
        }
    }

    /** What one kind has counted since it was told last. Guarded by the log. */
    private static final class Tally {
        long untold;
        String latest = "";
        private boolean told;
        private long toldAt;

        boolean isDue(long now) {
            return !told || now - toldAt >= MINUTE;
        }

        /** Since when it was counted, in words; empty when it was never told. */
        String span(long now) {
            return told ? Sentences.lastMinutes((now - toldAt) / MINUTE) : "";
        }

        void tellAt(long now) {
            untold = 0;
            told = true;
            toldAt = now;
        }
    }
}
