package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Many callers, every delivery, and an endpoint that misbehaves in every way: the account is exact at the end. */
class StormTest {
    private static final int THREADS = 16;
    private static final int CALLS = 25_000;

    @Test
    void everyEventArrivesThroughAnEndpointThatComesAndGoes() {
        storm(work -> new Thread(work, "caller"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void everyEventOfAVirtualThreadArrivesToo() throws Exception {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        storm((ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder));
    }

    private static void storm(ThreadFactory threads) {
        long seed = Long.getLong("storm.seed", System.nanoTime());
        System.out.println("storm.seed=" + seed);
        try (Scene scene = Scene.of(
                Delivery.ASYNC,
                settings -> settings.capture(CaptureMode.NONE)
                        .syncMaxWait(Duration.ofMillis(2))
                        .requestTimeout(Duration.ofSeconds(2))
                        .breakerMaxFailures(5)
                        .breakerResetTimeout(Duration.ofMillis(10))
                        .storeMaxBytes(512L << 20))) {
            AtomicInteger running = new AtomicInteger(THREADS);
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed + i);
                callers.add(CompletableFuture.runAsync(
                        () -> {
                            call(scene.orders, random);
                            running.decrementAndGet();
                        },
                        work -> threads.newThread(work).start()));
            }
            int outages = misbehave(scene.collector, new Random(~seed), running);
            callers.forEach(CompletableFuture::join);
            scene.collector.always(Collector.answer(200));

            TracingStats stats = scene.drain();

            assertThat(outages).isPositive();
            assertThat(stats)
                    .isEqualTo(new TracingStats((long) THREADS * CALLS, (long) THREADS * CALLS, 0, 0, Map.of()));
            scene.assertAccount((long) THREADS * CALLS);
            // Two names for one thing: what was uploaded had been given back before.
            assertThat(scene.events("uploaded")).isEqualTo(scene.events("spilled"));
        }
    }

    private static void call(Orders orders, Random random) {
        for (int i = 0; i < CALLS; i++) {
            int dice = random.nextInt(1_000);
            String result = dice == 0
                    ? orders.placeSync(i, Scene.PAYLOAD)
                    : dice < 500 ? orders.placeAsync(i, Scene.PAYLOAD) : orders.placeDeferred(i, Scene.PAYLOAD);
            assertThat(result == Scene.PAYLOAD).isTrue();
        }
    }

    /** Until all callers are done, and a few times at least. */
    private static int misbehave(Collector collector, Random random, AtomicInteger running) {
        int outages = 0;
        while (running.get() > 0 || outages < 20) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    collector.down();
                    collector.up();
                }
                case 1 -> collector.next(Collector.answer(503), Collector.answer(429, "Retry-After: 0"));
                case 2 -> collector.next(Collector.resetAfterBody(), Collector.resetDuringBody());
                case 3 -> collector.next(Collector.answer(401), Collector.cutAnswer());
                default -> collector.next(Collector.answer(500), Collector.resetBeforeBody());
            }
            outages++;
            int seen = collector.requests();
            // A few requests further on, or once nothing moves for a while.
            long patience = System.nanoTime() + Duration.ofMillis(200).toNanos();
            while (collector.requests() < seen + 4 && System.nanoTime() < patience && running.get() > 0) {
                Thread.onSpinWait();
                Thread.yield();
            }
        }
        return outages;
    }
}
