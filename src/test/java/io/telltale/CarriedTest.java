package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telltale.junit5.RecordedEvent;
import io.telltale.junit5.RecordedEvents;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is current where work is handed over is current where it is done. */
class CarriedTest {
    private static final TraceContext SPAN = new TraceContext(1, 2, 3, true, 0);
    private static final TraceContext OTHER = new TraceContext(4, 5, 6, true, 0);

    @RegisterExtension
    final RecordedEvents events = RecordedEvents.create();

    private final ScheduledExecutorService pool = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService wrapped = TraceContext.wrap(pool);

    @AfterEach
    void forget() {
        TraceContext.exchange(null);
        pool.shutdownNow();
    }

    /** A way to wrap work that returns what is current while it runs. */
    interface Way {
        Callable<TraceContext> wrap(Callable<TraceContext> work);
    }

    static Stream<Way> ways() {
        return Stream.of(
                TraceContext::wrap,
                work -> {
                    CompletableFuture<TraceContext> result = new CompletableFuture<>();
                    Runnable task = TraceContext.wrap(() -> {
                        result.complete(call(work));
                    });
                    return () -> {
                        task.run();
                        return result.join();
                    };
                },
                work -> {
                    Supplier<TraceContext> step = TraceContext.wrapSupplier(() -> call(work));
                    return step::get;
                },
                work -> {
                    Function<String, TraceContext> step = TraceContext.wrapFunction(value -> call(work));
                    return () -> step.apply("value");
                },
                work -> {
                    BiFunction<String, String, TraceContext> step =
                            TraceContext.wrapBiFunction((value, other) -> call(work));
                    return () -> step.apply("value", "other");
                },
                work -> {
                    // An executor that runs tasks later, on whichever thread.
                    CompletableFuture<TraceContext> result = new CompletableFuture<>();
                    CompletableFuture<Runnable> submitted = new CompletableFuture<>();
                    Executor executor = TraceContext.wrap((Executor) submitted::complete);
                    executor.execute(() -> result.complete(call(work)));
                    return () -> {
                        submitted.join().run();
                        return result.join();
                    };
                });
    }

    @ParameterizedTest
    @MethodSource("ways")
    void workRunsWithWhatWasCurrentWhereItWasWrappedAndTheThreadGetsItsOwnBack(Way way) throws Exception {
        TraceContext.exchange(SPAN);
        Callable<TraceContext> work = way.wrap(TraceContext::current);
        TraceContext.exchange(OTHER);

        assertThat(work.call()).isSameAs(SPAN);

        assertThat(TraceContext.current()).isSameAs(OTHER);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noSpanIsCarriedToo(Way way) throws Exception {
        Callable<TraceContext> work = way.wrap(TraceContext::current);
        TraceContext.exchange(OTHER);

        assertThat(work.call()).isNull();

        assertThat(TraceContext.current()).isSameAs(OTHER);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatWorkThrowsPassesAndTheThreadGetsItsOwnBack(Way way) {
        IllegalStateException thrown = new IllegalStateException("thrown");
        TraceContext.exchange(SPAN);
        Callable<TraceContext> work = way.wrap(() -> {
            throw thrown;
        });
        TraceContext.exchange(OTHER);

        assertThatThrownBy(work::call).isSameAs(thrown);

        assertThat(TraceContext.current()).isSameAs(OTHER);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void workThatLeavesAScopeOpenDoesNotHarmTheThread(Way way) throws Exception {
        Callable<TraceContext> work =
                way.wrap(() -> events.tracing().open("forgotten").context());
        TraceContext.exchange(OTHER);

        work.call();

        assertThat(TraceContext.current()).isSameAs(OTHER);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whileTheLibraryCapturesTracingStaysOff(Way way) throws Exception {
        TraceContext.exchange(SPAN);
        Callable<TraceContext> work = way.wrap(() -> {
            assertThat(TraceContext.isSuppressed()).isTrue();
            return null;
        });
        TraceContext.suppress();

        work.call();

        assertThat(TraceContext.isSuppressed()).isTrue();
    }

    /** A way to submit work to an executor. */
    interface Submission {
        void submit(ScheduledExecutorService executor, Callable<Boolean> work) throws Exception;
    }

    static Stream<Submission> submissions() {
        return Stream.of(
                (executor, work) -> executor.execute(() -> call(work)),
                (executor, work) -> executor.submit((Runnable) () -> call(work)),
                (executor, work) -> assertThat(
                                executor.submit(() -> call(work), "result").get())
                        .isEqualTo("result"),
                (executor, work) -> assertThat(executor.submit(work).get()).isTrue(),
                (executor, work) -> assertThat(
                                executor.invokeAll(List.of(work)).get(0).get())
                        .isTrue(),
                (executor, work) -> assertThat(executor.invokeAll(List.of(work), 1, TimeUnit.MINUTES)
                                .get(0)
                                .get())
                        .isTrue(),
                (executor, work) ->
                        assertThat(executor.invokeAny(List.of(work))).isTrue(),
                (executor, work) -> assertThat(executor.invokeAny(List.of(work), 1, TimeUnit.MINUTES))
                        .isTrue(),
                (executor, work) -> executor.schedule((Runnable) () -> call(work), 1, TimeUnit.NANOSECONDS),
                (executor, work) -> assertThat(
                                executor.schedule(work, 1, TimeUnit.NANOSECONDS).get())
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("submissions")
    void eachWayToSubmitCarriesWhatIsCurrentThen(Submission submission) throws Exception {
        CompletableFuture<TraceContext> seen = new CompletableFuture<>();
        TraceContext.exchange(SPAN);

        submission.submit(wrapped, () -> seen.complete(TraceContext.current()));
        TraceContext.exchange(OTHER);

        assertThat(seen.get(1, TimeUnit.MINUTES)).isSameAs(SPAN);
        assertThat(pool.submit(TraceContext::current).get()).isNull();
    }

    @Test
    void aTaskThatRunsAgainAndAgainIsNoPartOfTheTraceThatBeganIt() throws Exception {
        TraceContext.exchange(SPAN);
        for (Function<Runnable, ?> schedule : List.<Function<Runnable, ?>>of(
                task -> wrapped.scheduleAtFixedRate(task, 0, 1, TimeUnit.HOURS),
                task -> wrapped.scheduleWithFixedDelay(task, 0, 1, TimeUnit.HOURS))) {
            CompletableFuture<Boolean> traced = new CompletableFuture<>();

            schedule.apply(() -> traced.complete(TraceContext.current() != null));

            assertThat(traced.get(1, TimeUnit.MINUTES)).isFalse();
        }
    }

    @Test
    void noTaskIsRefusedWhereItIsSubmitted() {
        assertThatThrownBy(() -> wrapped.execute(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> wrapped.submit((Callable<?>) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void anExecutorThatIsWrappedEndsAsItsOwn() throws Exception {
        wrapped.schedule(() -> {}, 1, TimeUnit.HOURS);
        assertThat(wrapped.isShutdown()).isFalse();

        wrapped.shutdown();
        assertThat(pool.isShutdown()).isTrue();
        assertThat(wrapped.isShutdown()).isTrue();
        assertThat(wrapped.isTerminated()).isFalse();
        assertThat(wrapped.shutdownNow()).hasSize(1);
        assertThat(wrapped.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(wrapped.isTerminated()).isTrue();
        assertThat(wrapped.toString()).contains(pool.toString());
    }

    /** As Java's own are, from 19 on. */
    private static final class Closeable extends AbstractExecutorService implements AutoCloseable {
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public void close() {
            closed.incrementAndGet();
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            throw new AssertionError("closing is this executor's own business");
        }

        @Override
        public List<Runnable> shutdownNow() {
            throw new AssertionError("closing is this executor's own business");
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }

    @Test
    void closingIsLeftToTheExecutorThatIsWrapped() throws Exception {
        Closeable closeable = new Closeable();

        ExecutorService outside = TraceContext.wrap((ExecutorService) closeable);
        outside.getClass().getMethod("close"); // what a try block calls, where there is one
        new CarryingExecutorService(closeable).close();

        assertThat(closeable.closed).hasValue(1);
    }

    interface Step {
        @Traced
        String run();
    }

    @Test
    void oneTraceGoesOnThroughAPool() throws Exception {
        Step step = events.tracing().trace(Step.class, () -> "ran");
        String own = Thread.currentThread().getName();

        try (TraceScope order = events.tracing().open("order")) {
            assertThat(wrapped.submit(step::run).get()).isEqualTo("ran");
        }

        RecordedEvent inner = events.only("Step.run");
        assertThat(inner.isChildOf(events.only("order"))).isTrue();
        assertThat(inner.thread()).isNotEqualTo(own);
    }

    @Test
    void aChainOfStagesKeepsTheTraceWhoeverCompletesIt() throws Exception {
        Step step = events.tracing().trace(Step.class, () -> "ran");
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> done;
        try (TraceScope order = events.tracing().open("order")) {
            done = answer.thenApplyAsync(TraceContext.wrapFunction(value -> step.run()), pool)
                    .thenApplyAsync(value -> step.run(), wrapped) // its predecessor's thread has none any more
                    .handle(TraceContext.wrapBiFunction((value, failure) -> step.run()));
        }
        answer.complete("answer");
        done.get(1, TimeUnit.MINUTES);

        assertThat(events.childrenOf(events.only("order"))).hasSize(2);
        assertThat(events.named("Step.run")).hasSize(3);
    }

    private static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }
}
