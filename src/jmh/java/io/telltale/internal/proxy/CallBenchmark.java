package io.telltale.internal.proxy;

import io.telltale.CaptureMode;
import io.telltale.TraceContext;
import io.telltale.bench.PriceList;
import io.telltale.bench.Samples;
import java.lang.reflect.Proxy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** What tracing adds to a call on the caller's side. The road behind it is a sink that drops every event. */
@State(Scope.Thread)
public class CallBenchmark {
    private final PriceList target = product -> product * 0.01;
    private PriceList proxied;
    private PriceList off;
    private PriceList sampledOut;
    private PriceList traced;
    private PriceList captured;

    /** Too large for the cache of boxes. Not final: no constant to the compiler. */
    private long product = 700_007;

    @Setup
    public void wrap(Blackhole events) {
        Recorder drop = (event, delivery) -> events.consume(event);
        proxied = proxy(target);
        off = Samples.tracer(1, CaptureMode.NONE, drop).off().trace(PriceList.class, target);
        sampledOut = Samples.tracer(0, CaptureMode.NONE, drop).trace(PriceList.class, target);
        traced = Samples.tracer(1, CaptureMode.NONE, drop).trace(PriceList.class, target);
        captured = Samples.tracer(1, CaptureMode.ALL, drop).trace(PriceList.class, target);
    }

    /** The least that any proxy costs: no reflection, nothing told. */
    private static PriceList proxy(PriceList target) {
        return (PriceList) Proxy.newProxyInstance(
                PriceList.class.getClassLoader(),
                new Class<?>[] {PriceList.class},
                (proxy, method, arguments) -> target.priceOf((long) arguments[0]));
    }

    @Benchmark
    public double direct() {
        return target.priceOf(product);
    }

    @Benchmark
    public double jdkProxy() {
        return proxied.priceOf(product);
    }

    @Benchmark
    public double tracingOff() {
        return off.priceOf(product);
    }

    @Benchmark
    public double sampledOut() {
        return sampledOut.priceOf(product);
    }

    @Benchmark
    public double firstSpan() {
        return traced.priceOf(product);
    }

    @Benchmark
    public double firstSpanCaptured() {
        return captured.priceOf(product);
    }

    @Benchmark
    public double childSpan(InsideSpan parent) {
        return traced.priceOf(product);
    }

    @Benchmark
    public double childSpanCaptured(InsideSpan parent) {
        return captured.priceOf(product);
    }

    /** Makes calls on this thread children of a span. */
    @State(Scope.Thread)
    public static class InsideSpan {
        @Setup(Level.Iteration)
        public void begin() {
            TraceContext.exchange(Samples.SPAN);
        }

        @TearDown(Level.Iteration)
        public void end() {
            TraceContext.exchange(null);
        }
    }
}
