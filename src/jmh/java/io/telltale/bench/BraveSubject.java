package io.telltale.bench;

import brave.ScopedSpan;
import brave.Tracer;
import brave.Tracing;
import java.time.Duration;
import zipkin2.reporter.brave.AsyncZipkinSpanHandler;
import zipkin2.reporter.okhttp3.OkHttpSender;

/**
 * Brave with zipkin-reporter's asynchronous handler over OkHttp, all by default but one: bodies are not compressed, as
 * no other subject compresses them, which saves it CPU.
 */
final class BraveSubject implements Subject {
    /** One flush sends one message of at most 500,000 bytes; so many are more than its queue of 10,000 spans holds. */
    private static final int FLUSHES = 32;

    private final OkHttpSender sender;
    private final AsyncZipkinSpanHandler handler;
    private final Tracing tracing;
    private final TracedOrders orders;

    BraveSubject(String receiver) {
        sender = OkHttpSender.newBuilder()
                .endpoint(receiver + "/api/v2/spans")
                .compressionEnabled(false)
                .build();
        handler = AsyncZipkinSpanHandler.create(sender);
        tracing = Tracing.newBuilder()
                .localServiceName("bench")
                .addSpanHandler(handler)
                .build();
        orders = new TracedOrders(new DefaultOrders(), tracing.tracer());
    }

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
        for (int i = 0; i < FLUSHES; i++) {
            handler.flush();
        }
        return true;
    }

    @Override
    public void close() {
        tracing.close();
        handler.close();
        sender.close();
    }

    /** Written as its users write it, by hand in every method. */
    private record TracedOrders(DefaultOrders target, Tracer tracer) implements Orders, BeanOrders {
        @Override
        public String place(String order) {
            ScopedSpan span = tracer.startScopedSpan("orders.place");
            try {
                span.tag("argument", order);
                String result = target.place(order);
                span.tag("result", result);
                return result;
            } finally {
                span.finish();
            }
        }

        @Override
        public String placeBean(OrderBean order) {
            ScopedSpan span = tracer.startScopedSpan("orders.placebean");
            try {
                span.tag("order.reference", order.getReference());
                span.tag("order.customer", order.getCustomer());
                span.tag("order.quantity", Integer.toString(order.getQuantity()));
                span.tag("order.price", Double.toString(order.getPrice()));
                span.tag("order.express", Boolean.toString(order.isExpress()));
                String result = target.placeBean(order);
                span.tag("result", result);
                return result;
            } finally {
                span.finish();
            }
        }
    }
}
