package io.telltale.demo;

import io.telltale.demo.Journal.Call;
import io.telltale.demo.OrderService.PaymentDeclined;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A shop's customers: 200 calls a second, and a note in the journal when each has ended. */
final class Traffic {
    private static final Duration PACE = Duration.ofMillis(5);

    private final OrderService orders;
    private final Journal journal;
    private final ScheduledExecutorService customers =
            Executors.newSingleThreadScheduledExecutor(DaemonThread.named("customers"));

    /** Counted by the customers' thread alone. */
    private long calls;

    private final ScheduledFuture<?> flow;

    /** Starts at once. */
    Traffic(OrderService orders, Journal journal) {
        this.orders = orders;
        this.journal = journal;
        this.flow = customers.scheduleAtFixedRate(this::call, 0, PACE.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns when the last call has returned; throws if one of them met what no caller should. */
    void stop() throws InterruptedException, ExecutionException {
        if (flow.isDone()) {
            flow.get();
        }
        customers.shutdown();
        if (!customers.awaitTermination(5, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a call did not return within 5 s");
        }
    }

    private void call() {
        long order = calls / 3;
        switch ((int) (calls % 3)) {
            case 0 -> place(order);
            case 1 -> pay(order);
            default -> ship(order);
        }
        calls++;
    }

    private void place(long order) {
        orders.place(order, "book", 2);
        journal.ended(new Call("OrderService.place", order));
    }

    private void pay(long order) {
        try {
            orders.pay(order, "4111 1111 1111 1111");
        } catch (PaymentDeclined declined) {
            // A customer who sees this pays in cash; the event says what the bank said.
        } finally {
            journal.ended(new Call("OrderService.pay", order));
        }
    }

    private void ship(long order) {
        orders.ship(order).whenComplete((parcel, failure) -> journal.ended(new Call("OrderService.ship", order)));
    }
}
