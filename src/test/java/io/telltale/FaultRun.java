package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Traced calls before, during and after one fault. */
final class FaultRun {
    static final int BEFORE = 10;
    private static final int PORTIONS_DURING = 4;
    private static final int PORTION = 10;
    private static final int AFTER = 10;

    /** How long a portion may wait for the end of a request before the next one follows. */
    private static final long PATIENCE = Duration.ofMillis(60).toNanos();

    static final Duration SYNC_MAX_WAIT = Duration.ofMillis(200);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Tracing tracing;
    private final Orders orders;

    // The test's thread's alone
    private int placed;
    private long longestNanos;

    private FaultRun(TracingConfig config) {
        tracing = Tracing.builder(config).meterRegistry(registry).build();
        orders = tracing.trace(Orders.class, new Orders.Simple());
    }

    /** Runs it, and checks the account that is its row. */
    static <R extends Receiver> FaultRow of(Fault<R> fault, Delivery delivery, WireFormat format) throws Exception {
        try (R receiver = fault.receiver().get()) {
            TracingConfig config = fault.settings()
                    .apply(quick(receiver.url(format), delivery))
                    .build();
            FaultRun run = new FaultRun(config);
            try {
                TracingStats stats = run.through(fault, receiver);
                FaultRow row =
                        FaultRow.of(fault, delivery, format, stats, receiver, Duration.ofNanos(run.longestNanos));
                row.check(fault, run.placed);
                return row;
            } finally {
                run.tracing.close(Duration.ZERO);
            }
        }
    }

    /** Short times, so that every time-out and back-off is gone through in a second. */
    static TracingConfig.Builder quick(String url, Delivery delivery) {
        return TracingConfig.builder()
                .endpoint(url)
                .serviceName("orders")
                .delivery(delivery)
                .capture(CaptureMode.ALL)
                .connectTimeout(Duration.ofMillis(300))
                .requestTimeout(Duration.ofMillis(400))
                .syncMaxWait(SYNC_MAX_WAIT)
                .retryMaxAttempts(2)
                .retryInitialBackoff(Duration.ofMillis(5))
                .retryMaxBackoff(Duration.ofMillis(20))
                .breakerMaxFailures(5)
                .breakerResetTimeout(Duration.ofMillis(100))
                .uploadInterval(Duration.ofMillis(50))
                .shutdownHook(false);
    }

    private <R extends Receiver> TracingStats through(Fault<R> fault, R receiver) throws Exception {
        place(BEFORE);
        assertThat(tracing.flush(Scene.LONG)).as("all is well").isTrue();
        longestNanos = 0;
        long before = requestsEnded();
        Fault.Ending ending = fault.begin().begin(receiver);
        try {
            for (int i = 0; i < PORTIONS_DURING; i++) {
                place(PORTION);
                letOneRequestEnd();
            }
            Scene.eventually().until(() -> isFelt(fault, before));
        } finally {
            if (fault.ends()) {
                ending.end();
            }
        }
        place(AFTER);
        if (!fault.ends()) {
            return tracing.close(SYNC_MAX_WAIT);
        }
        boolean nothingLost = tracing.flush(Scene.LONG);
        if (fault.drops() == null) { // otherwise it may have been lost before
            assertThat(nothingLost).as("%s: nothing is lost", fault).isTrue();
        }
        if (fault.costsDuplicates()) {
            Scene.eventually().until(() -> receiver.duplicates() > 0);
        }
        return tracing.stats();
    }

    /** What is placed next then travels in another request. */
    private void letOneRequestEnd() {
        long seen = requestsEnded();
        long since = System.nanoTime();
        Scene.eventually().until(() -> requestsEnded() > seen || System.nanoTime() - since > PATIENCE);
    }

    private boolean isFelt(Fault<?> fault, long before) {
        return fault.ends() && fault.drops() != null
                ? tracing.stats().droppedTotal() > 0
                : requestsEnded() - before >= fault.feltAfter();
    }

    private long requestsEnded() {
        return registry.find("telltale.log.requests").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private void place(int calls) {
        for (int i = 0; i < calls; i++) {
            long began = System.nanoTime();
            orders.place(++placed, Scene.PAYLOAD);
            longestNanos = Math.max(longestNanos, System.nanoTime() - began);
        }
    }
}
