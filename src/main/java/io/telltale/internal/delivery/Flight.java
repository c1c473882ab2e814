package io.telltale.internal.delivery;

/** One request slot in use: a batch handed to the client, whose answer is awaited. */
final class Flight {
    final Shipment shipment;
    final Batch batch;
    final long sentNanos;

    /** Whether its events are elsewhere. Written by the courier alone; the client asks before each attempt. */
    private volatile boolean givenUp;

    Flight(Shipment shipment, long sentNanos) {
        this.shipment = shipment;
        this.batch = shipment.next();
        this.sentNanos = sentNanos;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    void giveUp() {
        givenUp = true;
        shipment.abandon();
    }
}
