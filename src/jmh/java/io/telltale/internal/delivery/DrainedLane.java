package io.telltale.internal.delivery;

import io.telltale.TraceEvent;
import io.telltale.internal.delivery.Lane.Offer;

/** A lane with a courier that never sleeps and drops what it polls. Any number of threads may offer. */
final class DrainedLane implements AutoCloseable {
    private final Lane lane = new Lane(16_384, 64L << 20);
    private final Thread courier = new Thread(this::drain, "drain");

    /** Goes from false to true once, by {@link #close}. */
    private volatile boolean closed;

    DrainedLane() {
        courier.setDaemon(true);
        courier.start();
    }

    /** Hands the event over; where the courier can't keep up, its pace is the caller's. */
    void offer(TraceEvent event) {
        while (lane.offer(event, true) == Offer.FULL) {
            Thread.yield();
        }
    }

    private void drain() {
        while (!closed) {
            if (lane.poll() == null) {
                Thread.yield(); // there may be fewer cores than threads
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        courier.join();
    }
}
