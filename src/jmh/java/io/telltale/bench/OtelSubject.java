package io.telltale.bench;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessorBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** OpenTelemetry's SDK: a batch span processor in front of its OTLP/HTTP exporter. One sender's choice per process. */
final class OtelSubject implements Subject {
    static final String OKHTTP_SENDER = "io.opentelemetry.exporter.sender.okhttp.internal.OkHttpHttpSenderProvider";
    static final String JDK_SENDER = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider";

    /** The property by which its exporters choose among the senders that they find. */
    private static final String SENDER_PROPERTY = "io.opentelemetry.sdk.common.export.HttpSenderProvider";

    private static final long CLOSE_SECONDS = 10;

    // Made once, as its documentation advises.
    private static final AttributeKey<String> ARGUMENT = AttributeKey.stringKey("argument");
    private static final AttributeKey<String> RESULT = AttributeKey.stringKey("result");
    private static final AttributeKey<String> REFERENCE = AttributeKey.stringKey("order.reference");
    private static final AttributeKey<String> CUSTOMER = AttributeKey.stringKey("order.customer");
    private static final AttributeKey<Long> QUANTITY = AttributeKey.longKey("order.quantity");
    private static final AttributeKey<Double> PRICE = AttributeKey.doubleKey("order.price");
    private static final AttributeKey<Boolean> EXPRESS = AttributeKey.booleanKey("order.express");

    private final SdkTracerProvider provider;
    private final TracedOrders orders;

    private OtelSubject(BatchSpanProcessor processor) {
        provider = SdkTracerProvider.builder().addSpanProcessor(processor).build();
        orders = new TracedOrders(new DefaultOrders(), provider.get("io.telltale.bench"));
    }

    static OtelSubject withDefaults(String receiver) {
        return new OtelSubject(processor(receiver, OKHTTP_SENDER).build());
    }

    /** Set as an expert would who wants every span soon and none lost. */
    static OtelSubject tuned(String receiver, String sender) {
        return new OtelSubject(processor(receiver, sender)
                .setMaxQueueSize(262_144)
                .setMaxExportBatchSize(2_048)
                .setScheduleDelay(Duration.ofMillis(5))
                .build());
    }

    private static BatchSpanProcessorBuilder processor(String receiver, String sender) {
        System.setProperty(SENDER_PROPERTY, sender);
        return BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                .setEndpoint(receiver + "/v1/traces")
                .build());
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
        return provider.forceFlush()
                .join(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .isSuccess();
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Written as its users write it, by hand in every method. */
    private record TracedOrders(DefaultOrders target, Tracer tracer) implements Orders, BeanOrders {
        @Override
        public String place(String order) {
            Span span = tracer.spanBuilder("Orders.place").startSpan();
            try (Scope scope = span.makeCurrent()) {
                span.setAttribute(ARGUMENT, order);
                String result = target.place(order);
                span.setAttribute(RESULT, result);
                return result;
            } finally {
                span.end();
            }
        }

        @Override
        public String placeBean(OrderBean order) {
            Span span = tracer.spanBuilder("Orders.placeBean").startSpan();
            try (Scope scope = span.makeCurrent()) {
                span.setAttribute(REFERENCE, order.getReference());
                span.setAttribute(CUSTOMER, order.getCustomer());
                span.setAttribute(QUANTITY, (long) order.getQuantity());
                span.setAttribute(PRICE, order.getPrice());
                span.setAttribute(EXPRESS, order.isExpress());
                String result = target.placeBean(order);
                span.setAttribute(RESULT, result);
                return result;
            } finally {
                span.end();
            }
        }
    }
}
