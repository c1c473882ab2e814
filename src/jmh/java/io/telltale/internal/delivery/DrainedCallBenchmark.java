package io.telltale.internal.delivery;

import io.telltale.CaptureMode;
import io.telltale.bench.PriceList;
import io.telltale.bench.Samples;
import io.telltale.internal.proxy.Tracer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A traced call whose event goes into the lane while another core takes it out: the caller's whole side. */
@State(Scope.Thread)
public class DrainedCallBenchmark {
    private final DrainedLane lane = new DrainedLane();
    private PriceList captured;
    private long product = 700_007;

    @Setup
    public void wrap() {
        Tracer tracer = Samples.tracer(1, CaptureMode.ALL, (event, delivery) -> lane.offer(event));
        captured = tracer.trace(PriceList.class, product -> product * 0.01);
    }

    @TearDown
    public void close() throws InterruptedException {
        lane.close();
    }

    @Benchmark
    public double firstSpanCaptured() {
        return captured.priceOf(product);
    }
}
