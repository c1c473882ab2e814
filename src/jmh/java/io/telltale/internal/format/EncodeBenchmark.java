package io.telltale.internal.format;

import io.telltale.TraceEvent;
import io.telltale.bench.Samples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to put one event into wire form, its values being snapshots already. */
@State(Scope.Thread)
public class EncodeBenchmark {
    @Param({"json", "otlp", "zipkin"})
    private String in;

    private EventFormat format;
    private TraceEvent success;
    private TraceEvent failure;

    @Setup
    public void record() {
        format = Samples.format(in);
        success = Samples.success(format);
        failure = Samples.failure(format);
    }

    @Benchmark
    public byte[] success() {
        return format.encode(success);
    }

    /** With a stack trace of 40 frames. */
    @Benchmark
    public byte[] failure() {
        return format.encode(failure);
    }
}
