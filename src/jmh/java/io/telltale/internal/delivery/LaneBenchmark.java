package io.telltale.internal.delivery;

import io.telltale.TraceEvent;
import io.telltale.bench.Samples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** The hand-off of events from callers to one courier, per event that gets through, whichever caller's it is. */
@State(Scope.Benchmark)
public class LaneBenchmark {
    private final DrainedLane lane = new DrainedLane();
    private final TraceEvent event =
            TraceEvent.of("OrderService.place", Samples.SPAN).build();

    @TearDown
    public void close() throws InterruptedException {
        lane.close();
    }

    @Benchmark
    @Threads(1)
    public void oneProducer() {
        lane.offer(event);
    }

    @Benchmark
    @Threads(2)
    public void twoProducers() {
        lane.offer(event);
    }

    @Benchmark
    @Threads(4)
    public void fourProducers() {
        lane.offer(event);
    }

    @Benchmark
    @Threads(8)
    public void eightProducers() {
        lane.offer(event);
    }
}
