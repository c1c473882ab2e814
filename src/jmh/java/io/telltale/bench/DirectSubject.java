package io.telltale.bench;

import java.time.Duration;

/** No tracing at all: what the load itself costs, to be taken off the others' figures. */
final class DirectSubject implements Subject {
    private final DefaultOrders orders = new DefaultOrders();

    @Override
    public Orders orders() {
        return orders;
    }

    @Override
    public BeanOrders beanOrders() {
        return orders;
    }

    @Override
    public boolean flush(Duration timeout) {
        return true;
    }

    @Override
    public void close() {}
}
