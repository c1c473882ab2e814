package io.telltale.bench;

import io.telltale.Tracing;
import io.telltale.TracingConfig;
import java.time.Duration;
import java.util.Map;

/** This library, told where to send, to capture arguments and results, and when to deliver; defaults otherwise. */
final class TelltaleSubject implements Subject {
    private final Tracing tracing;
    private final Orders orders;

    TelltaleSubject(String endpoint, String delivery) {
        tracing = Tracing.create(TracingConfig.from(
                Map.of("TELLTALE_ENDPOINT", endpoint, "TELLTALE_CAPTURE", "all", "TELLTALE_DELIVERY", delivery)));
        orders = tracing.trace(Orders.class, new DefaultOrders());
    }

    @Override
    public Orders orders() {
        return orders;
    }

    @Override
    public BeanOrders beanOrders() {
        return tracing.trace(BeanOrders.class, new DefaultOrders());
    }

    @Override
    public boolean flush(Duration timeout) {
        return tracing.flush(timeout);
    }

    @Override
    public void close() {
        tracing.close();
    }
}
