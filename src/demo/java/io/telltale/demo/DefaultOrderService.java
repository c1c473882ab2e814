package io.telltale.demo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An order service as anybody would write it: nothing in here knows that it is traced. */
final class DefaultOrderService implements OrderService, AutoCloseable {
    private static final Duration PACKING = Duration.ofMillis(20);
    private static final int EVERY_DECLINED = 5;
    private static final int EVERY_OUT_OF_STOCK = 7;

    private final ScheduledExecutorService warehouse =
            Executors.newScheduledThreadPool(2, DaemonThread.named("warehouse"));

    @Override
    public String place(long order, String article, int count) {
        return "order " + order + ": " + count + " of " + article;
    }

    @Override
    public void pay(long order, String card) throws PaymentDeclined {
        if (order % EVERY_DECLINED == 0) {
            throw new PaymentDeclined(order);
        }
    }

    @Override
    public CompletableFuture<String> ship(long order) {
        CompletableFuture<String> parcel = new CompletableFuture<>();
        warehouse.schedule(() -> pack(order, parcel), PACKING.toMillis(), TimeUnit.MILLISECONDS);
        return parcel;
    }

    private static void pack(long order, CompletableFuture<String> parcel) {
        if (order % EVERY_OUT_OF_STOCK == 0) {
            parcel.completeExceptionally(new IllegalStateException("out of stock for order " + order));
        } else {
            parcel.complete("parcel " + order);
        }
    }

    /** Packs what was ordered, then ends. */
    @Override
    public void close() throws InterruptedException {
        warehouse.shutdown();
        if (!warehouse.awaitTermination(5, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the warehouse did not finish within 5 s");
        }
    }
}
