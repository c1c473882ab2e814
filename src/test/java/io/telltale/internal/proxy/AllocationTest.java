package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.telltale.Capture;
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

/**
 * What a traced call allocates on its caller's thread. A figure is exact, save for the alignment of objects: whoever adds
 * an object to each call breaks one.
 */
class AllocationTest {
    private static final int CALLS = 10_000;

    /** The smallest object there is. */
    private static final int AN_OBJECT = 16;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    interface Service {
        @Traced
        void untold();

        @Traced(arguments = Capture.ON, result = Capture.ON)
        String text(String text);

        @Traced(arguments = Capture.ON)
        void bean(Order order);
    }

    private static final class Target implements Service {
        @Override
        public void untold() {}

        @Override
        public String text(String text) {
            return text;
        }

        @Override
        public void bean(Order order) {}
    }

    /** Mutable, so that each call takes a snapshot. */
    public static final class Order {
        public String customer = "Ada Lovelace";
        public int lines = 42;
        public long id = 123_456_789_012L;
        public double price = 12.5;
        public String note = "leave it at the door";
    }

    private TraceEvent last;

    private final Tracer tracer = new Tracer(
            Spans.system(1),
            Told.snapshotter(new Redaction(List.of("password", "token"))),
            new Redaction(List.of()),
            CaptureMode.NONE,
            (event, delivery) -> last = event,
            Delivery.ASYNC,
            warning -> {},
            trouble -> {});

    private final Service service = tracer.trace(Service.class, new Target());
    private final Order order = new Order();

    /** Of the round that allocates least: others may hold the compiler's own work, or come before it. */
    private static long bytesPerCall(Runnable call, long enough) {
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        // The compiler decides when it has seen enough calls; what it makes of them then is what counts.
        while (least > enough && System.nanoTime() - deadline < 0) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }

    private void allocates(long bytes, Runnable call) {
        long most = bytes + AN_OBJECT - 1;
        assertThat(bytesPerCall(call, most)).isLessThanOrEqualTo(most);
        assertThat(last).isNotNull();
    }

    @Test
    void aTracesFirstSpanAllocatesItsContextAndItsEvent() {
        allocates(40 + 64, service::untold);
    }

    @Test
    void aTextGivenAndATextReturnedTakeNoMoreThanTheProxysOwnArray() {
        allocates(40 + 64 + 24, () -> service.text("as it is"));
    }

    @Test
    void aCallInsideATraceAllocatesNoMoreThanTheFirst() {
        try (TraceScope enclosing = tracer.open("enclosing")) {
            enclosing.tag("a", "child's span");
            allocates(40 + 64 + 24, () -> service.text("as it is"));
        }
    }

    @Test
    void theSnapshotOfABeanIsItsBytesAndWhatJacksonNeeds() {
        allocates(1_160, () -> service.bean(order));
    }
}
