package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A collector, a tracing that tells it, and a traced service. Short times wherever a test would have to wait; a timeout
 * or a limit that a test is not about is generous. At the end no line that was logged holds a payload or a secret.
 */
final class Scene implements AutoCloseable {
    /** In an argument, a result or an exception's message of every call. */
    static final String PAYLOAD = "payload-canary-4711";

    static final String API_KEY = "key-canary-0815";

    /** Far more than anything here takes. */
    static final Duration LONG = Duration.ofSeconds(60);

    static final Duration SHORT = Duration.ofMillis(50);
    static final Duration NEVER = Duration.ofHours(1);

    final LogLines log = new LogLines();
    final Collector collector = new Collector();
    final MeterRegistry registry = new SimpleMeterRegistry();
    final Tracing tracing;
    final Orders orders;

    /** The test's thread's. */
    private int placed;

    private Scene(
            Delivery delivery,
            UnaryOperator<TracingConfig.Builder> settings,
            UnaryOperator<Tracing.Builder> companions) {
        TracingConfig config = settings.apply(quick(collector, delivery)).build();
        tracing = companions
                .apply(Tracing.builder(config).meterRegistry(registry))
                .build();
        orders = tracing.trace(Orders.class, new Orders.Simple());
    }

    static Scene of(Delivery delivery) {
        return of(delivery, settings -> settings);
    }

    static Scene of(Delivery delivery, UnaryOperator<TracingConfig.Builder> settings) {
        return of(delivery, settings, companions -> companions);
    }

    /** With a store, a registry or a mapper of the test's own. */
    static Scene of(
            Delivery delivery,
            UnaryOperator<TracingConfig.Builder> settings,
            UnaryOperator<Tracing.Builder> companions) {
        return new Scene(delivery, settings, companions);
    }

    /** A configuration for tests. */
    static TracingConfig.Builder quick(Collector collector, Delivery delivery) {
        return TracingConfig.builder()
                .endpoint(collector.url())
                .apiKey(API_KEY)
                .serviceName("orders")
                .delivery(delivery)
                .capture(CaptureMode.ALL)
                .syncMaxWait(LONG)
                .requestTimeout(LONG)
                .retryMaxAttempts(2)
                .retryInitialBackoff(Duration.ofMillis(1))
                .retryMaxBackoff(Duration.ofMillis(5))
                .breakerMaxFailures(10_000)
                .breakerResetTimeout(SHORT)
                .uploadInterval(SHORT)
                .shutdownHook(false);
    }

    /** Waits long if it must, and not longer than it must. */
    static ConditionFactory eventually() {
        return Awaitility.await().atMost(LONG).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    /** So many more calls, numbered on from 1. */
    void place(int calls) {
        for (int i = 0; i < calls; i++) {
            orders.place(++placed, PAYLOAD);
        }
    }

    /** So many calls while the collector is busy with a first one: what they tell leaves in one batch. */
    void placeTogether(int calls) {
        collector.next(collector.hold());
        place(1);
        Thread flush = new Thread(() -> tracing.flush(LONG)); // deferred events leave when asked to
        flush.start();
        collector.awaitHeld(1);
        place(calls);
        collector.release();
    }

    /** Waits until nothing is under way. */
    TracingStats quiet() {
        eventually().until(() -> tracing.stats().inFlight() == 0);
        return tracing.stats();
    }

    /** Waits until so many events are stored and nothing is under way. */
    TracingStats stored(long events) {
        eventually()
                .untilAsserted(() -> assertThat(tracing.stats())
                        .matches(stats -> stats.stored() == events && stats.inFlight() == 0, events + " stored"));
        return tracing.stats();
    }

    /** Has everything delivered, whatever is left. */
    TracingStats drain() {
        assertThat(tracing.flush(LONG)).isTrue();
        return tracing.stats();
    }

    /** Held against what the receiver kept, not against the account's own sum alone. */
    static void assertEven(TracingStats stats) {
        assertThat(stats.delivered() + stats.stored() + stats.inFlight() + stats.droppedTotal())
                .as("%s", stats)
                .isEqualTo(stats.recorded());
    }

    /** The account is even, says that so many calls were recorded, and agrees with the collector. */
    void assertAccount(long recorded) {
        TracingStats stats = quiet();
        assertEven(stats);
        assertThat(stats.recorded()).isEqualTo(recorded);
        assertThat(stats.delivered()).isEqualTo(collector.size());
    }

    double events(String state) {
        return registry.find("telltale.events").tag("state", state).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    /** The requests that the library counted. */
    long requestsCounted() {
        return registry.find("telltale.log.requests").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    long requestsCounted(String outcome) {
        return registry.find("telltale.log.requests").tag("outcome", outcome).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    @Override
    public void close() {
        tracing.close(Duration.ZERO);
        assertEven(tracing.stats());
        collector.close();
        log.close();
        assertThat(log.all()).noneMatch(line -> line.contains(PAYLOAD) || line.contains(API_KEY));
    }
}
