package io.telltale.internal.delivery;

import io.telltale.internal.meters.MeterSources;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** What the delivery room's objects can tell the meters. */
record RoadFigures(
        Ledger ledger,
        AccountedStore store,
        Lane lane,
        Gate gate,
        Pulse pulse,
        int maxRequests,
        LongSupplier sinceSuccess)
        implements MeterSources {
    private static final List<String> REASONS =
            Stream.of(DropReason.values()).map(DropReason::wireName).toList();
    private static final double SECOND = 1e9;

    @Override
    public long recorded() {
        return ledger.recordedTotal();
    }

    @Override
    public long delivered() {
        return ledger.deliveredTotal();
    }

    @Override
    public long spilled() {
        return ledger.spilledTotal();
    }

    @Override
    public long uploaded() {
        return ledger.uploadedTotal();
    }

    @Override
    public List<String> dropReasons() {
        return REASONS;
    }

    @Override
    public long dropped(String reason) {
        return ledger.droppedTotal(DropReason.ofWireName(reason));
    }

    @Override
    public long storeEvents() {
        return store.size();
    }

    @Override
    public long storeBytes() {
        return store.bytes();
    }

    @Override
    public double storeFill() {
        return store.fill();
    }

    @Override
    public double storeDiskBytes() {
        return store.diskBytes();
    }

    @Override
    public long laneEvents() {
        return lane.size();
    }

    @Override
    public long laneBytes() {
        return lane.heldBytes();
    }

    @Override
    public int activeRequests() {
        return pulse.activeRequests();
    }

    @Override
    public int breakerState() {
        return gate.level();
    }

    @Override
    public long callsNotPermitted() {
        return gate.notPermitted();
    }

    @Override
    public double undeliveredAgeSeconds() {
        return pulse.oldestEventAgeNanos() / SECOND;
    }

    @Override
    public double successAgeSeconds() {
        long nanos = sinceSuccess.getAsLong();
        return nanos < 0 ? Double.NaN : nanos / SECOND;
    }
}
