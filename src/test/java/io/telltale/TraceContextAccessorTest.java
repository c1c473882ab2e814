package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.telltale.junit5.RecordedEvent;
import io.telltale.junit5.RecordedEvents;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** One trace through those who carry thread-locals by Micrometer's library. */
class TraceContextAccessorTest {
    private static final TraceContext SPAN = new TraceContext(1, 2, 3, true, 0);

    @RegisterExtension
    final RecordedEvents events = RecordedEvents.create();

    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final Scheduler scheduler = Schedulers.fromExecutor(pool);
    private final Step step = events.tracing().trace(Step.class, input -> input + 1);

    interface Step {
        @Traced
        int run(int input);
    }

    @BeforeAll
    static void askReactor() {
        Hooks.enableAutomaticContextPropagation();
    }

    @AfterAll
    static void askReactorNoMore() {
        Hooks.disableAutomaticContextPropagation();
    }

    @AfterEach
    void end() {
        TraceContext.exchange(null);
        pool.shutdownNow();
    }

    private void assertAChildOnThePool(RecordedEvent event, String parent) throws Exception {
        assertThat(event.isChildOf(events.only(parent))).isTrue();
        assertThat(event.thread()).isNotEqualTo(Thread.currentThread().getName());
        assertThat(pool.submit(TraceContext::current).get())
                .as("left behind on the pool's thread")
                .isNull();
    }

    @Test
    void aMonoOnAnotherThreadIsAPartOfTheTraceThatSubscribesToIt() throws Exception {
        try (TraceScope order = events.tracing().open("order")) {
            assertThat(Mono.fromCallable(() -> step.run(1))
                            .subscribeOn(scheduler)
                            .block())
                    .isEqualTo(2);
            assertThat(TraceContext.current()).isSameAs(order.context());
        }

        assertAChildOnThePool(events.only("Step.run"), "order");
    }

    @Test
    void eachElementOfAFluxIsAPartOfIt() throws Exception {
        try (TraceScope order = events.tracing().open("order")) {
            assertThat(Flux.just(1, 2, 3)
                            .publishOn(scheduler)
                            .map(step::run)
                            .collectList()
                            .block())
                    .containsExactly(2, 3, 4);
        }

        assertThat(events.named("Step.run")).hasSize(3);
        for (RecordedEvent event : events.named("Step.run")) {
            assertAChildOnThePool(event, "order");
        }
    }

    @Test
    void aTaskThatIsDecoratedAsSpringDoesItIsAPartOfIt() throws Exception {
        // ContextPropagatingTaskDecorator.decorate, word for word.
        ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
        try (TraceScope order = events.tracing().open("order")) {
            pool.submit(snapshots.captureAll().wrap(() -> {
                        step.run(1);
                    }))
                    .get();
        }

        assertAChildOnThePool(events.only("Step.run"), "order");
    }

    @Test
    void anExecutorThatMicrometerWrapsCarriesTheSpan() throws Exception {
        ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
        ExecutorService carrying = ContextExecutorService.wrap(pool, snapshots::captureAll);
        try (TraceScope order = events.tracing().open("order")) {
            carrying.submit(() -> step.run(1)).get();
        }

        assertAChildOnThePool(events.only("Step.run"), "order");
    }

    @Test
    void aSnapshotWithoutASpanCanClearTheThread() throws Exception {
        ContextSnapshotFactory snapshots =
                ContextSnapshotFactory.builder().clearMissing(true).build();
        Runnable task = snapshots
                .captureAll()
                .wrap(() -> assertThat(TraceContext.current()).isNull());
        TraceContext.exchange(SPAN);

        task.run();

        assertThat(TraceContext.current()).isSameAs(SPAN);
    }

    @Test
    void whileTheLibraryCapturesTracingStaysOff() {
        TraceContextAccessor accessor = new TraceContextAccessor();
        TraceContext.suppress();

        accessor.setValue(SPAN);
        assertThat(TraceContext.isSuppressed()).isTrue();
        accessor.setValue();
        assertThat(TraceContext.isSuppressed()).isTrue();
        assertThat(accessor.getValue()).isNull();
    }

    @Test
    void itIsRegisteredByItself() {
        assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
                .hasAtLeastOneElementOfType(TraceContextAccessor.class);
    }
}
