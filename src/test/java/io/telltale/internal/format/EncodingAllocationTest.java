package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.telltale.TraceEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodingAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int EVENTS = 20_000;
    private static final int ARRAY_HEADER = 16;
    private static final int ALIGNMENT = 8;

    private static final TraceEvent EVENT = TraceEvent.of("OrderService.place", EventFormatContract.CONTEXT)
            .parentSpanId(7)
            .times(123_456, 936_801)
            .thread("http-nio-8080-exec-1")
            .inputs(new String[] {"request", "count"}, new Object[] {"x".repeat(60), 12_345})
            .output("accepted")
            .tags("order.id", "7")
            .build();

    static Stream<EventFormat> formats() {
        SystemInfo system = EventFormatContract.SYSTEM;
        return Stream.of(new JsonFormat(system), new OtlpFormat(system), new ZipkinFormat(system));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void encodingAllocatesTheEventsBytesAndNothingElse(EventFormat format) {
        int size = format.encode(EVENT).length;

        // The compiler decides when it has seen enough events; what it makes of them then is what counts.
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(bytesPerEvent(format)).isLessThanOrEqualTo(size + ARRAY_HEADER + ALIGNMENT));
    }

    private static long bytesPerEvent(EventFormat format) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < EVENTS; i++) {
            format.encode(EVENT);
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / EVENTS;
    }
}
