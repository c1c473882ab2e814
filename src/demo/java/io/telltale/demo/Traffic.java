package io.telltale.demo;

import io.telltale.demo.OrderService.PaymentDeclined;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A shop's customers: 40 orders a second, each of five or six traced calls. */
final class Traffic {
    private static final Duration PACE = Duration.ofMillis(25);

    private final OrderService orders;
    private final ScheduledExecutorService customers =
            Executors.newSingleThreadScheduledExecutor(DaemonThread.named("customers"));

    /** Counted by the customers' thread alone. */
    private long order;

    private final ScheduledFuture<?> flow;

    /** Starts at once. */
    Traffic(OrderService orders) {
        this.orders = orders;
        this.flow = customers.scheduleAtFixedRate(this::place, 0, PACE.toNanos(), TimeUnit.NANOSECONDS);
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

    private void place() {
        order++;
        try {
            orders.place(order, "book", 2, "4111 1111 1111 1111");
        } catch (PaymentDeclined declined) {
            // A customer who sees this pays in cash; the event says what the bank said.
        }
    }
}
