package io.telltale.internal.delivery;

import io.telltale.Pressure;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Has the log tell that the store fills up, how fast and until when there is room, and that this is over: once each,
 * however often the fill crosses a mark in between. The courier's alone.
 */
final class PressureWatch {
    /** From here on the store is under pressure. */
    static final double HIGH = 0.8;

    /** Below this the pressure is over; were it the same mark, a store that hovers there would be told of without end. */
    private static final double LOW = 0.7;

    private final DoubleSupplier fill;
    private final Ledger ledger;
    private final DeliveryLog log;
    private final boolean sampling;
    private final Traffic traffic;

    /** Whether the last that was told is that the store fills up. */
    private boolean told;

    // Losses when the last pressure was over
    private long leftOutBefore;
    private long displacedBefore;

    /** @param fill of the store, 0 for one that does not know it */
    PressureWatch(DoubleSupplier fill, Ledger ledger, DeliveryLog log, Pressure rule, LongSupplier nanoClock) {
        this.fill = fill;
        this.ledger = ledger;
        this.log = log;
        this.sampling = rule == Pressure.SAMPLE;
        this.traffic = new Traffic(ledger, nanoClock);
    }

    /** Looks at the store; to be called about as often as there is news. */
    void look() {
        traffic.look();
        double now = fill.getAsDouble();
        if (!told && now >= HIGH) {
            told = log.storeFills(() -> fills(now));
        } else if (told && now < LOW && log.storeHasRoom(() -> hasRoom(now))) {
            told = false;
            leftOutBefore = ledger.droppedTotal(DropReason.SAMPLED_UNDER_PRESSURE);
            displacedBefore = ledger.droppedTotal(DropReason.STORE_FULL);
        }
    }

    private String fills(double now) {
        Traffic.Rates rates = traffic.rates();
        return Sentences.storeFills(now, rates, roomInEvents(now) / rates.growth(), sampling);
    }

    /** As many as are in the store, by how full they make it: whichever of its bounds is the nearest. */
    private double roomInEvents(double now) {
        long held = ledger.events(Ledger.State.STORED) + ledger.events(Ledger.State.LEASED);
        return held * Math.max(0, 1 - now) / now;
    }

    private String hasRoom(double now) {
        return Sentences.storeHasRoom(
                now,
                ledger.droppedTotal(DropReason.SAMPLED_UNDER_PRESSURE) - leftOutBefore,
                ledger.droppedTotal(DropReason.STORE_FULL) - displacedBefore);
    }
}
