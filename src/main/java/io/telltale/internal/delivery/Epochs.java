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

    /** Ends the current epoch; all that are unsettled, it among them. The courier alone. */
    List<Epoch> end() {
        ended.removeIf(Epoch::isSettled);
        ended.add(current);
        current = new Epoch();
        return List.copyOf(ended);
    }
}
