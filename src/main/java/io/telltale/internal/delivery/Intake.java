package io.telltale.internal.delivery;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;

/**
 * Where finished calls come onto the road: the lane, and past it into the store when it is full. Nobody waits here.
 * Thread-safe.
 */
final class Intake {
    private final Lane lane;
    private final AccountedStore store;
    private final Encoder encoder;
    private final Runnable wakeCourier;

    Intake(Lane lane, AccountedStore store, Encoder encoder, Runnable wakeCourier) {
        this.lane = lane;
        this.store = store;
        this.encoder = encoder;
        this.wakeCourier = wakeCourier;
    }

    /**
     * Puts the event on the road.
     *
     * @param urgent whether it is to leave at once; if not, at the upload interval
     * @return false once this is {@linkplain #seal sealed}: the event was not recorded
     */
    boolean take(TraceEvent event, boolean urgent) {
        return switch (lane.offer(event, urgent)) {
            case TAKEN -> true;
            case TAKEN_WAKE -> {
                wakeCourier.run();
                yield true;
            }
            case FULL -> takePastLane(event, urgent);
            case SEALED -> false;
        };
    }

    private boolean takePastLane(TraceEvent event, boolean urgent) {
        TraceContext current = TraceContext.suppress(); // a user's store may call traced services
        try {
            return store.putPastLane(losses -> encoder.encode(event, losses));
        } finally {
            TraceContext.exchange(current);
            if (urgent) {
                lane.hurry();
            }
            wakeCourier.run();
        }
    }

    /** Takes no more events; returns when every event that was taken is in the lane or the store. */
    void seal() {
        lane.seal();
        store.seal();
    }
}
