package io.telltale.demo;

import io.telltale.Tracing;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Puts the shop together. Each service is traced where it is handed to its caller: one line, and none elsewhere. */
final class Shop implements AutoCloseable {
    private static final Duration VERIFYING = Duration.ofMillis(1);

    private final Tracing tracing;
    private final Journal journal;
    private final DefaultPayments payments;
    private final OrderService orders;

    Shop(Tracing tracing, Journal journal) {
        this.tracing = tracing;
        this.journal = journal;
        Bank bank = traced(Bank.class, (order, card) -> LockSupport.parkNanos(VERIFYING.toNanos()));
        payments = new DefaultPayments(bank);
        orders = traced(
                OrderService.class,
                new DefaultOrderService(
                        traced(Warehouse.class, new DefaultWarehouse()), traced(Payments.class, payments)));
    }

    private <T> T traced(Class<T> type, T service) {
        return Witness.before(type, tracing.trace(type, service), journal);
    }

    OrderService orders() {
        return orders;
    }

    /** Returns when nothing is under way. */
    @Override
    public void close() throws InterruptedException {
        payments.close();
    }
}
