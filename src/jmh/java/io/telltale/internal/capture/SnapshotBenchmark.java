package io.telltale.internal.capture;

import io.telltale.bench.OrderBean;
import io.telltale.bench.Samples;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to keep a value as it is at the call, in OTLP's bytes where it may change. */
@State(Scope.Thread)
public class SnapshotBenchmark {
    private static final int VALUES = 4;

    private final Redaction redaction = Samples.redaction();
    private final Snapshotter snapshotter = Samples.snapshotter(Samples.format("otlp"));

    private final Object text = "blue teapot";
    private final Object number = 700_007L;
    private final Object flag = true;
    private final Object time = Instant.EPOCH;
    private final OrderBean bean = OrderBean.of("blue teapot");
    private final Map<String, Object> map = map();
    private final List<Integer> list = IntStream.range(0, 100).boxed().toList();
    private String name = "customerName";

    /** The bean's five fields, as a map has them. */
    private static Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", 700_007L);
        map.put("product", "blue teapot");
        map.put("quantity", 3);
        map.put("price", 19.99);
        map.put("express", true);
        return map;
    }

    /** Per value. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public void immutableValue(Blackhole taken) {
        taken.consume(snapshotter.take(text));
        taken.consume(snapshotter.take(number));
        taken.consume(snapshotter.take(flag));
        taken.consume(snapshotter.take(time));
    }

    @Benchmark
    public Object beanOfFive() {
        return snapshotter.take(bean);
    }

    @Benchmark
    public Object mapOfFive() {
        return snapshotter.take(map);
    }

    @Benchmark
    public Object listOf100() {
        return snapshotter.take(list);
    }

    /** Whether one name hides its value, by the default list. */
    @Benchmark
    public boolean redaction() {
        return redaction.hides(name);
    }
}
