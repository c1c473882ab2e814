package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Five minutes of traffic through one fault after another: what a process holds stays what it was. */
@Tag("full")
class SoakTest {
    private static final Duration SOAK = Duration.ofMinutes(5);
    private static final Duration WARM_UP = Duration.ofMinutes(1);
    private static final Duration EACH_FAULT = Duration.ofSeconds(2);
    private static final int CALLS_PER_SECOND = 500;

    private static final long HEAP_TOLERANCE = 4L << 20;
    private static final long THREAD_TOLERANCE = 3;
    private static final long FILE_TOLERANCE = 8;

    /** What a process holds at a quiet moment. */
    private record Sample(long second, String after, long heap, long threads, long files) {}

    private final Collector collector = new Collector();
    private final BitSet arrived = new BitSet(CALLS_PER_SECOND * 600);
    private final List<Sample> samples = new ArrayList<>();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void heapThreadsAndFilesStayFlatThroughEveryFault() throws Exception {
        List<Fault<Collector>> faults = FaultCatalogue.ofPlainHttp().stream()
                .filter(fault -> fault.ends() && fault.drops() == null)
                .toList();
        long began = System.nanoTime();
        try (collector;
                Tracing tracing = Tracing.builder(
                                FaultRun.quick(collector.url(), Delivery.ASYNC).build())
                        .meterRegistry(new SimpleMeterRegistry())
                        .build()) {
            SteadyCaller caller = new SteadyCaller(tracing.trace(Orders.class, new Orders.Simple()), CALLS_PER_SECOND);
            try (caller) {
                for (int i = 0; System.nanoTime() - began < SOAK.toNanos(); i++) {
                    Fault<Collector> fault = faults.get(i % faults.size());
                    Fault.Ending ending = fault.begin().begin(collector);
                    await().pollDelay(EACH_FAULT).until(() -> true);
                    ending.end();
                    assertThat(tracing.flush(Scene.LONG))
                            .as("%s: nothing is lost", fault)
                            .isTrue();
                    sample(Duration.ofNanos(System.nanoTime() - began), fault);
                }
            }
            assertThat(tracing.flush(Scene.LONG)).isTrue();
            write();
            noteArrivals();
            assertThat(tracing.stats()).isEqualTo(new TracingStats(caller.placed(), caller.placed(), 0, 0, Map.of()));
            assertThat(arrived.cardinality()).isEqualTo(caller.placed());
        }
        assertFlat("heap after a collection", Sample::heap, HEAP_TOLERANCE);
        assertFlat("threads", Sample::threads, THREAD_TOLERANCE);
        assertFlat("open files", Sample::files, FILE_TOLERANCE);
    }

    private void sample(Duration since, Fault<?> fault) {
        noteArrivals();
        System.gc();
        String[] files = new File("/proc/self/fd").list();
        if (since.compareTo(WARM_UP) > 0) {
            samples.add(new Sample(
                    since.toSeconds(),
                    fault.name(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    threads(),
                    files == null ? 0 : files.length));
        }
    }

    private void noteArrivals() {
        collector.forget().forEach(event -> arrived.set(event.number()));
    }

    /** But for the collector's own, one a connection. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().equals("collector"))
                .count();
    }

    /** The medians of the first third and of the last one. */
    private void assertFlat(String what, ToLongFunction<Sample> figure, long tolerance) {
        int third = samples.size() / 3;
        long first = median(samples.subList(0, third), figure);
        long last = median(samples.subList(samples.size() - third, samples.size()), figure);
        assertThat(last).as("%s, at first %d", what, first).isLessThanOrEqualTo(first + tolerance);
    }

    private static long median(List<Sample> of, ToLongFunction<Sample> figure) {
        return of.stream()
                .mapToLong(figure)
                .sorted()
                .skip(of.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private void write() throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                "| second | after | heap after a collection, MiB | threads | open files |", "|---|---|---|---|---|"));
        for (Sample each : samples) {
            lines.add(String.format(
                    "| %d | %s | %.1f | %d | %d |",
                    each.second(), each.after(), each.heap() / 1048576.0, each.threads(), each.files()));
        }
        BuildDirectory.write("soak.md", lines);
    }
}
