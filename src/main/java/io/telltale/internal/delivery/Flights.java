package io.telltale.internal.delivery;

import io.telltale.EventStore;
import io.telltale.TracingConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The requests under way, and what those that failed have left until it can go back in its old order. The courier's. */
final class Flights {
    /** How long an answer may be overdue before it is given up on. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final int slots;
    private final long patience;

    /** The one sent first is the first. */
    private final List<Flight> underWay = new ArrayList<>();

    /** Shipments that are over and left something, until none that was leased beside them is under way. */
    private final List<Shipment> fallen = new ArrayList<>();

    /**
     * @param slots the most requests under way
     * @param patience the longest that one batch may take, retries included; silence beyond it is given up on
     */
    Flights(int slots, Duration patience) {
        this.slots = slots;
        this.patience = patience.toNanos();
    }

    /** As many as there are connections, and patience for every attempt with its back-off. */
    static Flights of(TracingConfig config) {
        Duration longestSend = config.requestTimeout()
                .plus(config.connectTimeout())
                .plus(config.retryMaxBackoff().multipliedBy(2))
                .multipliedBy(config.retryMaxAttempts());
        return new Flights(config.maxConnections(), longestSend.plus(GRACE));
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    boolean isFull() {
        return underWay.size() >= slots;
    }

    int size() {
        return underWay.size();
    }

    /** The one sent first; there must be one. */
    Flight oldest() {
        return underWay.get(0);
    }

    Flight begin(Shipment shipment, long now) {
        Flight flight = new Flight(shipment, now);
        underWay.add(flight);
        return flight;
    }

    /** Frees the slot; false when it was free already, because this flight was given up on. */
    boolean end(Flight flight) {
        return underWay.remove(flight);
    }

    /** Keeps what a shipment left, if it did. */
    void keepWhatIsLeft(Shipment shipment) {
        if (!shipment.left().isEmpty()) {
            fallen.add(shipment);
        }
    }

    /** Gives up on those that have had no answer for too long; true if there were any. */
    boolean giveUpOverdue(long now) {
        // In every step of the courier's: no more than a look at the oldest, mostly.
        if (underWay.isEmpty() || now - oldest().sentNanos <= patience) {
            return false;
        }
        return giveUp(flight -> now - flight.sentNanos > patience);
    }

    void giveUpAll() {
        giveUp(flight -> true);
    }

    private boolean giveUp(Predicate<Flight> which) {
        List<Flight> chosen = underWay.stream().filter(which).toList();
        underWay.removeAll(chosen);
        for (Flight flight : chosen) {
            flight.giveUp();
            keepWhatIsLeft(flight.shipment);
        }
        return !chosen.isEmpty();
    }

    /** When the one sent first will be overdue; there must be one. */
    long overdueAt() {
        return oldest().sentNanos + patience + 1;
    }

    /** Gives back what was left, the youngest first: each goes in front of what is back already. */
    void bringBack() {
        if (fallen.isEmpty()) {
            return;
        }
        fallen.sort(Comparator.comparingLong(Shipment::number).reversed());
        fallen.forEach(Shipment::giveBack);
        fallen.clear();
    }

    /** The room in the store that leased events keep, overhead included; see {@link EventStore#bytes}. */
    long room() {
        long room = 0;
        for (Flight flight : underWay) {
            room += flight.shipment.room();
        }
        for (Shipment shipment : fallen) {
            room += shipment.room();
        }
        return room;
    }

    /** Adds the ends of the oldest calls here. */
    void includeIn(Pulse.Age oldest) {
        for (Flight flight : underWay) {
            oldest.include(flight.batch.first().endNanos());
        }
        for (Shipment shipment : fallen) {
            oldest.include(shipment.left().get(0).endNanos());
        }
    }
}
