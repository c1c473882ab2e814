package io.telltale.demo;

import io.telltale.demo.OrderService.PaymentDeclined;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Payments that take their time, on another thread, and decline one order of five. */
final class DefaultPayments implements Payments, AutoCloseable {
    private static final Duration CHARGING = Duration.ofMillis(8);
    private static final int EVERY_DECLINED = 5;

    private final Bank bank;
    private final ScheduledExecutorService money = Executors.newScheduledThreadPool(2, DaemonThread.named("payments"));

    DefaultPayments(Bank bank) {
        this.bank = bank;
    }

    @Override
    public CompletableFuture<String> charge(long order, String card) {
        bank.verify(order, card);
        CompletableFuture<String> receipt = new CompletableFuture<>();
        money.schedule(() -> settle(order, receipt), CHARGING.toMillis(), TimeUnit.MILLISECONDS);
        return receipt;
    }

    private static void settle(long order, CompletableFuture<String> receipt) {
        if (order % EVERY_DECLINED == 0) {
            receipt.completeExceptionally(new PaymentDeclined(order));
        } else {
            receipt.complete("receipt " + order);
        }
    }

    /** Settles what is under way, then ends. */
    @Override
    public void close() throws InterruptedException {
        money.shutdown();
        if (!money.awaitTermination(5, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the payments did not finish within 5 s");
        }
    }
}
