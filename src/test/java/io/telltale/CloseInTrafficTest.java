package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Several threads close while others call: the calls go on, and everybody is told the same exact figures. */
@EveryDelivery
class CloseInTrafficTest {
    private static final int CALLERS = 6;
    private static final int CLOSERS = 4;

    /** So that no store overflows, however slow the machine. */
    private static final long PACE_NANOS = 50_000;

    private static final Executor NEW_THREADS = work -> new Thread(work, "traffic").start();

    @Parameter
    private Delivery delivery;

    @Test
    void everyThreadThatClosesIsToldTheSameFiguresAndNothingThatWasRecordedIsLost() {
        try (Scene scene = Scene.of(delivery)) {
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(CompletableFuture.supplyAsync(() -> callUntil(over, scene.orders), NEW_THREADS));
            }
            Scene.eventually().until(() -> scene.collector.size() > 100);
            CyclicBarrier together = new CyclicBarrier(CLOSERS);
            List<CompletableFuture<TracingStats>> closers = new ArrayList<>();
            for (int i = 0; i < CLOSERS; i++) {
                closers.add(CompletableFuture.supplyAsync(() -> close(scene.tracing, together), NEW_THREADS));
            }
            TracingStats last = closers.get(0).join();
            assertThat(closers).allSatisfy(closer -> assertThat(closer.join()).isEqualTo(last));
            over.set(true);
            int calls = callers.stream().mapToInt(CompletableFuture::join).sum();

            assertThat(last.recorded()).isBetween(100L, (long) calls);
            assertThat(last).isEqualTo(new TracingStats(last.recorded(), last.recorded(), 0, 0, Map.of()));
            assertThat(scene.collector.size()).isEqualTo(last.delivered());
            assertThat(scene.tracing.stats()).isEqualTo(last);
        }
    }

    private static int callUntil(AtomicBoolean over, Orders orders) {
        int calls = 0;
        while (!over.get()) {
            assertThat(orders.place(++calls, Scene.PAYLOAD)).isSameAs(Scene.PAYLOAD);
            LockSupport.parkNanos(PACE_NANOS);
        }
        return calls;
    }

    private static TracingStats close(Tracing tracing, CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return tracing.close(Scene.LONG);
    }
}
