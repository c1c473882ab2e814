package io.telltale.bench;

import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TracingConfig;
import io.telltale.internal.capture.Redaction;
import io.telltale.internal.capture.Snapshotter;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.format.JsonFormat;
import io.telltale.internal.format.OtlpFormat;
import io.telltale.internal.format.SystemInfo;
import io.telltale.internal.format.ZipkinFormat;
import io.telltale.internal.proxy.Recorder;
import io.telltale.internal.proxy.Spans;
import io.telltale.internal.proxy.Tracer;
import java.util.Map;
import java.util.stream.IntStream;

/** What a shop would trace, the same in every benchmark of a piece. */
public final class Samples {
    /** A child of another span, sampled. */
    public static final TraceContext SPAN = new TraceContext(
            0x0123456789abcdefL, 0xfedcba9876543210L, 0x00f067aa0ba902b7L, true, 1_795_437_104_468_000_000L);

    private static final TracingConfig DEFAULTS = TracingConfig.builder().build();
    private static final int FRAMES = 40;

    private Samples() {}

    /** The names that are hidden by default. */
    public static Redaction redaction() {
        return new Redaction(DEFAULTS.redact());
    }

    /** A snapshotter with the default limits. */
    public static Snapshotter snapshotter(EventFormat format) {
        return new Snapshotter(format, redaction(), DEFAULTS.maxValueBytes(), null);
    }

    /** A tracer of OTLP's snapshots; what should not happen in a benchmark is told on standard error. */
    public static Tracer tracer(double sampleRate, CaptureMode capture, Recorder recorder) {
        return new Tracer(
                Spans.system(sampleRate),
                snapshotter(format("otlp")),
                redaction(),
                capture,
                recorder,
                Delivery.ASYNC,
                System.err::println,
                Throwable::printStackTrace);
    }

    /** The format of this name, as {@code TELLTALE_FORMAT} has it. */
    public static EventFormat format(String name) {
        SystemInfo shop = SystemInfo.ofThisProcess("shop", "1.4.2", "prod", Map.of());
        return switch (name) {
            case "json" -> new JsonFormat(shop);
            case "otlp" -> new OtlpFormat(shop);
            case "zipkin" -> new ZipkinFormat(shop);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** A successful call with a number, a bean, a result and a tag. */
    public static TraceEvent success(EventFormat format) {
        return place(format).output(19.99).build();
    }

    /** The same call with an exception in place of its result. */
    public static TraceEvent failure(EventFormat format) {
        return place(format).failure(snapshotter(format).failure(exception())).build();
    }

    private static TraceEvent.Builder place(EventFormat format) {
        return TraceEvent.of("OrderService.place", SPAN)
                .parentSpanId(0x53995c3f42cd8ad8L)
                .times(123_456, 936_801)
                .thread("http-nio-8080-exec-7")
                .inputs(
                        new String[] {"customer", "order"},
                        new Object[] {4711L, snapshotter(format).take(OrderBean.of("blue teapot"))})
                .tags("order.id", "700007");
    }

    /** With a stack as deep as a web application's. */
    private static Exception exception() {
        Exception exception = new IllegalStateException("the warehouse has 2 of 3 left");
        exception.setStackTrace(IntStream.range(0, FRAMES)
                .mapToObj(line -> new StackTraceElement(
                        "com.example.shop.orders.DefaultOrderService", "place", "DefaultOrderService.java", 100 + line))
                .toArray(StackTraceElement[]::new));
        return exception;
    }
}
