package io.telltale.internal.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** How many events come onto the road and leave it for good, a second, lately: in the last ten seconds. The courier's alone. */
final class Traffic {
    /** Events a second. */
    record Rates(double in, double out) {
        double growth() {
            return in - out;
        }
    }

    /** What the ledger had counted at some time. */
    private record Mark(long at, long came, long left) {}

    private static final long WINDOW = Duration.ofSeconds(10).toNanos();
    private static final long STEP = Duration.ofSeconds(1).toNanos();

    private final Ledger ledger;
    private final LongSupplier nanoClock;

    /** At least a step apart, oldest first; of those older than the window at most one, and that only if it is the last. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    Traffic(Ledger ledger, LongSupplier nanoClock) {
        this.ledger = ledger;
        this.nanoClock = nanoClock;
        marks.add(mark());
    }

    private Mark mark() {
        long left = ledger.settledTotal(); // read first: the other order could tell that more left than came
        return new Mark(nanoClock.getAsLong(), ledger.recordedTotal(), left);
    }

    /** Counts as of now; to be called several times in ten seconds if the rates are to be of so many. */
    void look() {
        long now = nanoClock.getAsLong();
        while (marks.size() > 1 && now - marks.element().at() > WINDOW) {
            marks.remove();
        }
        if (now - marks.getLast().at() >= STEP) {
            marks.add(mark());
        }
    }

    /** Since the oldest count that is within the window; what came in the first second counts as a second's. */
    Rates rates() {
        Mark from = marks.element();
        Mark now = mark();
        double seconds = Math.max(STEP, now.at() - from.at()) / (double) STEP;
        return new Rates((now.came() - from.came()) / seconds, (now.left() - from.left()) / seconds);
    }
}
