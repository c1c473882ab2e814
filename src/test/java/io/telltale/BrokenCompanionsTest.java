package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.slf4j.LoggerFactory;

/** Promise 1: whatever an application brings may break, and no call is the worse for it. In every delivery. */
@EveryDelivery
class BrokenCompanionsTest {
    @Parameter
    private Delivery delivery;

    @Test
    void aMeterRegistryThatThrowsCostsNothing() {
        try (Scene scene = with(companions -> companions.meterRegistry(new ThrowingRegistry()))) {
            assertCallsAreUntouched(scene);

            scene.drain();
            scene.assertAccount(3);
        }
    }

    @Test
    void anAppenderThatThrowsCostsNothingNotEvenAtTheStart() {
        Logger logger = (Logger) LoggerFactory.getLogger("io.telltale");
        ThrowingAppender appender = new ThrowingAppender();
        appender.start();
        logger.addAppender(appender);
        try (Scene scene = Scene.of(delivery)) {
            scene.collector.next(Collector.answer(500), Collector.answer(401), Collector.answer(500));
            assertCallsAreUntouched(scene);

            scene.drain();
            scene.assertAccount(3);
            scene.tracing.close();
        } finally {
            logger.detachAppender(appender);
        }
    }

    @Test
    void aStoreThatThrowsInEveryMethodCostsEventsAndNoCall() {
        try (Scene scene = with(companions -> companions.eventStore(new ThrowingStore(false)))) {
            assertCallsAreUntouched(scene);

            scene.tracing.flush(Scene.SHORT);
            scene.assertAccount(3);
            assertThat(scene.tracing.stats().dropped()).isEqualTo(Map.of("store_error", 3L));
        }
    }

    @Test
    void aStoreThatDiesOfErrorsCostsEventsAndNoCall() {
        try (Scene scene = with(companions -> companions.eventStore(new ThrowingStore(true)))) {
            assertCallsAreUntouched(scene);

            scene.tracing.flush(Scene.SHORT);
            scene.assertAccount(3);
            assertThat(scene.tracing.stats().dropped()).isEqualTo(Map.of("store_error", 3L));
        }
    }

    @Test
    void aStoreThatLeasesNothingIsAskedAgainLaterAndNotAllTheTime() {
        StubbornStore store = new StubbornStore();
        try (Scene scene = Scene.of(
                delivery,
                settings -> settings.uploadInterval(Scene.NEVER).syncMaxWait(Scene.SHORT),
                companions -> companions.eventStore(store))) {
            scene.place(1);
            CompletableFuture<Boolean> flush = CompletableFuture.supplyAsync(() -> scene.tracing.flush(Scene.LONG));
            Thread courier = store.asker();

            Scene.eventually().until(() -> courier.getState() == Thread.State.TIMED_WAITING);

            store.giveIn();
            assertThat(flush.join()).isTrue();
            scene.assertAccount(1);
        }
    }

    @Test
    void aStoreThatUsesTracedServicesItselfIsNotTraced() {
        AtomicReference<Orders> traced = new AtomicReference<>();
        EventStore store = new StubbornStore() {
            @Override
            public List<EncodedEvent> add(EncodedEvent event) {
                traced.get().place(0, "of the store's own");
                return super.add(event);
            }
        };
        try (Scene scene = Scene.of(
                delivery, settings -> settings.syncMaxWait(Scene.SHORT), companions -> companions.eventStore(store))) {
            traced.set(scene.orders);
            ((StubbornStore) store).giveIn();

            scene.place(5);

            scene.drain();
            scene.assertAccount(5);
        }
    }

    @Test
    void aMapperThatThrowsLeavesAMarkerAndNoHarm() {
        ObjectMapper mapper = new ObjectMapper() {
            private static final long serialVersionUID = 1;

            @Override
            public ObjectMapper copy() {
                return new ObjectMapper().registerModule(new ThrowingModule());
            }
        };
        try (Scene scene = with(companions -> companions.objectMapper(mapper))) {
            assertCallsAreUntouched(scene);
            Object argument = new ThrowingModule.Poison();
            assertThat(scene.orders.echo(argument)).isSameAs(argument);

            scene.drain();
            scene.assertAccount(4);
        }
    }

    @Test
    void aMapperThatCanNotBeCopiedFailsTheStartAndLeavesNoThread() {
        ObjectMapper mapper = new ObjectMapper() {
            private static final long serialVersionUID = 1;
        };
        try (Collector collector = new Collector()) {
            Tracing.Builder builder =
                    Tracing.builder(Scene.quick(collector, delivery).build()).objectMapper(mapper);
            long before = couriers();

            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("copy()");

            assertThat(couriers()).isEqualTo(before);
        }
    }

    private Scene with(UnaryOperator<Tracing.Builder> companions) {
        return Scene.of(delivery, settings -> settings, companions);
    }

    /** Three calls: one that returns, one that throws, one whose stage fails. */
    private static void assertCallsAreUntouched(Scene scene) {
        Object argument = List.of(Scene.PAYLOAD);
        assertThat(scene.orders.echo(argument)).isSameAs(argument);

        IllegalStateException failure = new IllegalStateException(Scene.PAYLOAD);
        assertThatThrownBy(() -> scene.orders.fail(failure)).isSameAs(failure);

        CompletableFuture<String> stage = new CompletableFuture<>();
        assertThat(scene.orders.later(stage)).isSameAs(stage);
        stage.completeExceptionally(failure);
        assertThatThrownBy(stage::join).hasCause(failure);
    }

    private static long couriers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("telltale-courier"))
                .count();
    }

    private static final class ThrowingAppender extends AppenderBase<ILoggingEvent> {
        @Override
        public synchronized void doAppend(ILoggingEvent event) {
            throw new IllegalStateException("the disk is full");
        }

        @Override
        protected void append(ILoggingEvent event) {
            doAppend(event);
        }
    }

    /** Throws whenever a meter is registered, removed or a time recorded. */
    private static final class ThrowingRegistry extends SimpleMeterRegistry {
        ThrowingRegistry() {
            super(SimpleConfig.DEFAULT, Clock.SYSTEM);
        }

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
            throw new NoSuchMethodError("of another version");
        }

        @Override
        protected <T> Gauge newGauge(Meter.Id id, T source, ToDoubleFunction<T> figure) {
            throw new IllegalStateException("no more meters");
        }

        @Override
        protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T source, ToDoubleFunction<T> figure) {
            throw new IllegalStateException("no more meters");
        }

        @Override
        public Meter remove(Meter meter) {
            throw new IllegalStateException("nothing is ever removed");
        }
    }

    private static final class ThrowingStore implements EventStore {
        private final boolean errors;

        ThrowingStore(boolean errors) {
            this.errors = errors;
        }

        private RuntimeException broken() {
            if (errors) {
                throw new NoClassDefFoundError("org/store/Driver");
            }
            return new IllegalStateException("the disk is gone");
        }

        @Override
        public List<EncodedEvent> add(EncodedEvent event) {
            throw broken();
        }

        @Override
        public List<EncodedEvent> lease(int maxEvents, long maxBytes) {
            throw broken();
        }

        @Override
        public void settle(List<EncodedEvent> leased) {
            throw broken();
        }

        @Override
        public void giveBack(List<EncodedEvent> leased) {
            throw broken();
        }

        @Override
        public void giveBackLast(List<EncodedEvent> leased) {
            throw broken();
        }

        @Override
        public EncodedEvent oldest() {
            throw broken();
        }

        @Override
        public int size() {
            throw broken();
        }

        @Override
        public long bytes() {
            throw broken();
        }

        @Override
        public double fill() {
            throw broken();
        }

        @Override
        public boolean isPersistent() {
            throw broken();
        }

        @Override
        public void close() {
            throw broken();
        }
    }

    /** Says that events wait but hands none out, until it gives in. Without bounds. */
    private static class StubbornStore implements EventStore {
        private final Deque<EncodedEvent> waiting = new ArrayDeque<>();
        private final CompletableFuture<Thread> asked = new CompletableFuture<>();
        private boolean givesIn;

        synchronized void giveIn() {
            givesIn = true;
        }

        /** The first thread that asked for a lease. */
        Thread asker() {
            return asked.join();
        }

        @Override
        public synchronized List<EncodedEvent> add(EncodedEvent event) {
            waiting.addLast(event);
            return List.of();
        }

        @Override
        public synchronized List<EncodedEvent> lease(int maxEvents, long maxBytes) {
            asked.complete(Thread.currentThread());
            return givesIn && !waiting.isEmpty() ? List.of(waiting.removeFirst()) : List.of();
        }

        @Override
        public void settle(List<EncodedEvent> leased) {}

        @Override
        public synchronized void giveBack(List<EncodedEvent> leased) {
            waiting.addAll(leased);
        }

        @Override
        public void giveBackLast(List<EncodedEvent> leased) {
            giveBack(leased);
        }

        @Override
        public synchronized EncodedEvent oldest() {
            return waiting.peekFirst();
        }

        @Override
        public synchronized int size() {
            return waiting.size();
        }

        @Override
        public long bytes() {
            return 0;
        }
    }
}
