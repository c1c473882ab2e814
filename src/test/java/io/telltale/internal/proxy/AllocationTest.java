package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.TraceEvent;
import io.telltale.TraceScope;
import io.telltale.Traced;
import io.telltale.internal.capture.Redaction;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int CALLS = 100_000;

    @Traced
    interface Service {
        void call();
    }

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private TraceEvent last;

    private final Tracer tracer = new Tracer(
            Spans.system(1),
            Told.snapshotter(new Redaction(List.of())),
            new Redaction(List.of()),
            CaptureMode.NONE,
            (event, delivery) -> last = event,
            Delivery.ASYNC,
            warning -> {},
            trouble -> {});

    private final Service service = tracer.trace(Service.class, () -> {});

    private long bytesPerCall() {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            service.call();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }

    @Test
    void aCallWithoutCapturedValuesAllocatesLittleMoreThanItsEvent() {
        // The compiler decides when it has seen enough calls; what it makes of them then is what counts.
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> {
                    try (TraceScope enclosing = tracer.open("enclosing")) {
                        enclosing.tag("a", "child's span");
                        assertThat(bytesPerCall()).isLessThanOrEqualTo(150);
                    }
                    assertThat(bytesPerCall()).as("of a trace's first span").isLessThanOrEqualTo(200);
                });
        assertThat(last).isNotNull();
    }
}
