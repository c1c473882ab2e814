package io.telltale.internal.delivery;

import java.util.ArrayList;
import java.util.List;

/** The epochs that still have undelivered events, and the one that new events join. */
final class Epochs {
    /** Written by the courier alone; read by callers that encode their own events. */
    private volatile Epoch current = new Epoch();

    /** Ended epochs that are not settled yet. The courier's alone. */
    private final List<Epoch> ended = new ArrayList<>();

    Epoch current() {
        return current;
    }

    /** All that are unsettled, and the current one. The courier alone. */
    List<Epoch> unsettled() {
        ended.removeIf(Epoch::isSettled);
        List<Epoch> all = new ArrayList<>(ended);
        all.add(current);
        return all;
    }

    /** Has later events join another epoch. The courier alone. */
    void next() {
        ended.add(current);
        current = new Epoch();
    }
}
