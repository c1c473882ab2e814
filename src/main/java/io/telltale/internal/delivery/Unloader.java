package io.telltale.internal.delivery;

import io.telltale.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes finished calls from the lane, and puts them into the store in wire form. The courier's. */
final class Unloader {
    /** How much is encoded between two looks at the rest of the work. */
    private static final int AT_ONCE = 1024;

    // What is taken and encoded before it is put into the store: as much as makes a lock and the counting cheap, and no
    // more, since nothing else bounds it.
    private static final int BULK_EVENTS = 256;
    private static final long BULK_BYTES = 256 * 1024;

    private final Lane lane;
    private final Encoder encoder;
    private final AccountedStore store;
    private final Ledger ledger;
    private final Reporter reporter;
    private final Pacer pacer;
    private final Consumer<DropReason> losses = this::lost;

    /** Encoded, and still counted in the lane; empty between calls. */
    private final List<StoredEvent> bulk = new ArrayList<>(BULK_EVENTS);

    private long bulkBytes;

    Unloader(Lane lane, Encoder encoder, AccountedStore store, Ledger ledger, Reporter reporter, Pacer pacer) {
        this.lane = lane;
        this.encoder = encoder;
        this.store = store;
        this.ledger = ledger;
        this.reporter = reporter;
        this.pacer = pacer;
    }

    /**
     * Takes what the lane holds, up to a point.
     *
     * @param spilling whether it goes to the store because it can't be sent
     * @return how many events were taken
     */
    int takeSome(boolean spilling) {
        int taken = 0;
        while (taken < AT_ONCE && takeOne(spilling)) {
            taken++;
        }
        putBulk(spilling);
        return taken;
    }

    /** Whether the lane may hold more after {@link #takeSome} took so many. */
    static boolean mayBeMore(int taken) {
        return taken == AT_ONCE;
    }

    /** Takes all that was in the lane when this began. */
    void takeAll(boolean spilling) {
        long until = lane.taken();
        while (lane.polled() < until) {
            if (!takeOne(spilling)) {
                Thread.onSpinWait(); // an offer is about to end
            }
        }
        putBulk(spilling);
    }

    private boolean takeOne(boolean spilling) {
        TraceEvent event = lane.poll();
        if (event == null) {
            return false;
        }
        StoredEvent stored = encoder.encode(event, losses);
        if (stored != null) {
            pacer.recorded(stored.size());
            bulk.add(stored);
            bulkBytes += stored.size();
            if (bulk.size() == BULK_EVENTS || bulkBytes >= BULK_BYTES) {
                putBulk(spilling);
            }
        }
        return true;
    }

    private void lost(DropReason reason) {
        ledger.drop(1, Ledger.State.LANE, reason);
        reporter.dropped(reason, 1);
    }

    private void putBulk(boolean spilling) {
        if (!bulk.isEmpty()) {
            store.put(bulk, spilling);
            bulk.clear();
            bulkBytes = 0;
        }
    }
}
