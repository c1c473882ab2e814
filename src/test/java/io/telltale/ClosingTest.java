package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Promise 5, in every delivery: flush and close tell the truth, and take no longer than they were given. */
@EveryDelivery
class ClosingTest {
    /** What close may take beyond its time-out, on a machine that is busy. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    @Parameter
    private Delivery delivery;

    @Test
    void flushIsTrueOnceAllIsDelivered() {
        try (Scene scene = Scene.of(delivery, settings -> settings.uploadInterval(Scene.NEVER))) {
            scene.place(200);

            assertThat(scene.tracing.flush(Scene.LONG)).isTrue();

            assertThat(scene.tracing.stats().delivered()).isEqualTo(200);
            assertThat(scene.collector.size()).isEqualTo(200);
        }
    }

    @Test
    void flushIsFalseWhileSomethingIsLeft() {
        try (Scene scene = Scene.of(delivery, settings -> settings.breakerMaxFailures(2))) {
            scene.collector.down();
            scene.place(3);

            assertThat(scene.tracing.flush(Duration.ofMillis(100))).isFalse();

            scene.stored(3);
            scene.collector.up();
            assertThat(scene.tracing.flush(Scene.LONG)).isTrue();
        }
    }

    @Test
    void flushOfNothingIsTrueEvenWithADeadEndpoint() {
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.down();

            assertThat(scene.tracing.flush(Scene.LONG)).isTrue();
            assertThat(scene.tracing.flush(Duration.ZERO)).isIn(true, false); // no time, no promise; but no harm
        }
    }

    @Test
    void aTimeOutBeyondAllNumbersIsTakenAsForEver() {
        try (Scene scene = Scene.of(delivery)) {
            scene.place(3);

            assertThat(scene.tracing.flush(ChronoUnit.FOREVER.getDuration())).isTrue();
            assertThat(scene.tracing.close(ChronoUnit.FOREVER.getDuration()).delivered())
                    .isEqualTo(3);
        }
    }

    @Test
    void closeSendsWhatIsLeft() {
        try (Scene scene = Scene.of(delivery, settings -> settings.uploadInterval(Scene.NEVER))) {
            scene.place(200);

            TracingStats last = scene.tracing.close(Scene.LONG);

            assertThat(last).isEqualTo(new TracingStats(200, 200, 0, 0, Map.of()));
            assertThat(scene.collector.size()).isEqualTo(200);
            assertThat(scene.tracing.stats()).isEqualTo(last);
        }
    }

    @Test
    void closeSendsWhatIsLeftThroughAnOpenBreaker() {
        try (Scene scene = Scene.of(
                delivery,
                settings -> settings.breakerMaxFailures(1)
                        .breakerResetTimeout(Scene.NEVER)
                        .retryMaxAttempts(1)
                        .uploadInterval(Scene.NEVER))) {
            scene.collector.next(Collector.answer(500));
            scene.place(1);
            scene.tracing.flush(Duration.ofMillis(50)); // deferred events meet the failure now
            scene.place(99);

            TracingStats last = scene.tracing.close(Scene.LONG);

            assertThat(last.delivered()).isEqualTo(100);
        }
    }

    @Test
    void closeWithARefusingEndpointIsBoundedAndSaysWhatIsLost() {
        try (Scene scene = Scene.of(delivery, settings -> settings.breakerMaxFailures(2))) {
            scene.collector.down();
            scene.place(7);
            long began = System.nanoTime();

            TracingStats last = scene.tracing.close(Duration.ofMillis(200));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
            assertThat(last).isEqualTo(new TracingStats(7, 0, 0, 0, Map.of("closed", 7L)));
            assertThat(scene.log.containing("7 events dropped (closed)")).hasSize(1);
        }
    }

    @Test
    void closeWithAHangingEndpointIsBoundedAndSaysWhatIsLost() {
        try (Scene scene = Scene.of(delivery, settings -> settings.syncMaxWait(Duration.ofMillis(20)))) {
            scene.collector.always(scene.collector.hold());
            scene.place(7);
            long began = System.nanoTime();

            TracingStats last = scene.tracing.close(Duration.ofMillis(200));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
            assertThat(last).isEqualTo(new TracingStats(7, 0, 0, 0, Map.of("closed", 7L)));
        }
    }

    @Test
    void closeTellsTheLastFiguresInOneLine() {
        try (Scene scene = Scene.of(delivery)) {
            scene.place(5);

            scene.tracing.close(Scene.LONG);
            scene.tracing.close(Scene.LONG);

            assertThat(scene.log.containing("Tracing closed"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO")
                    .contains("5 recorded", "5 delivered", "0 dropped");
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        try (Scene scene = Scene.of(delivery)) {
            scene.place(2);

            TracingStats first = scene.tracing.close(Scene.LONG);
            TracingStats second = scene.tracing.close(Duration.ZERO);
            scene.tracing.close();

            assertThat(second).isEqualTo(first);
            assertThat(scene.tracing.health().state()).isEqualTo(TracingHealth.State.CLOSED);
        }
    }

    @Test
    void anInterruptedThreadClosesLikeAnyOtherAndStaysInterrupted() {
        try (Scene scene = Scene.of(delivery, settings -> settings.uploadInterval(Scene.NEVER))) {
            scene.place(10);

            Thread.currentThread().interrupt();
            TracingStats last = scene.tracing.close(Scene.LONG);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(last.delivered()).isEqualTo(10);
        }
    }

    @Test
    void callsAfterCloseGoStraightThroughAndAreNotRecorded() {
        try (Scene scene = Scene.of(delivery)) {
            scene.place(1);
            TracingStats last = scene.tracing.close(Scene.LONG);
            AtomicLong looks = new AtomicLong();
            Object argument = new Object() {
                @SuppressWarnings("unused")
                public long getLooks() {
                    return looks.incrementAndGet();
                }
            };

            scene.place(5);
            assertThat(scene.orders.echo(argument)).isSameAs(argument);
            try (TraceScope step = scene.tracing.open("late")) {
                step.result(argument);
            }
            Orders late = scene.tracing.trace(Orders.class, new Orders.Simple());
            assertThat(late.place(9, Scene.PAYLOAD)).isEqualTo(Scene.PAYLOAD);

            assertThat(scene.tracing.stats()).isEqualTo(last);
            assertThat(scene.tracing.flush(Scene.LONG)).isTrue();
            assertThat(scene.collector.size()).isEqualTo(1);
            assertThat(looks)
                    .as("nobody looks at arguments that nobody will tell")
                    .hasValue(0);
        }
    }

    @Test
    void severalThreadsCloseInTheMiddleOfTraffic() {
        try (Scene scene = Scene.of(delivery)) {
            CountDownLatch busy = new CountDownLatch(3);
            CountDownLatch closed = new CountDownLatch(1);
            List<CompletableFuture<?>> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                callers.add(CompletableFuture.runAsync(
                        () -> {
                            int n = 0;
                            while (closed.getCount() > 0) {
                                assertThat(scene.orders.place(n, Scene.PAYLOAD)).isSameAs(Scene.PAYLOAD);
                                if (n++ == 50) {
                                    busy.countDown();
                                }
                            }
                        },
                        work -> new Thread(work).start()));
            }
            List<CompletableFuture<TracingStats>> closers = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> {
                                await(busy);
                                return scene.tracing.close(Scene.LONG);
                            },
                            work -> new Thread(work).start()))
                    .limit(3)
                    .toList();

            List<TracingStats> figures =
                    closers.stream().map(CompletableFuture::join).distinct().toList();
            closed.countDown();
            callers.forEach(CompletableFuture::join);

            assertThat(figures).hasSize(1);
            TracingStats last = figures.get(0);
            assertThat(scene.tracing.stats()).isEqualTo(last);
            assertThat(last.delivered()).isEqualTo(last.recorded()).isEqualTo(scene.collector.size());
            assertThat(last.recorded()).isGreaterThanOrEqualTo(150);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
