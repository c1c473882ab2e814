package io.telltale.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A warehouse whose every work takes a moment. */
final class DefaultWarehouse implements Warehouse {
    private static final Duration RESERVING = Duration.ofMillis(1);
    private static final Duration PACKING = Duration.ofMillis(4);
    private static final Duration PUTTING_BACK = Duration.ofMillis(2);

    @Override
    public void reserve(long order, String article, int count) {
        work(RESERVING);
    }

    @Override
    public String pack(long order) {
        work(PACKING);
        return "parcel " + order;
    }

    @Override
    public void putBack(long order) {
        work(PUTTING_BACK);
    }

    private static void work(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
