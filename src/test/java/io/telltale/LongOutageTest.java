package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A minute without the endpoint under load, with real sockets and the defaults, told from what the endpoint saw. */
@Tag("full")
class LongOutageTest {
    private static final int CALLS_PER_SECOND = 1_000;
    private static final Duration WELL = Duration.ofSeconds(20);
    private static final Duration OUTAGE = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAIT_FOR_PROBE = Duration.ofSeconds(90);
    private static final Duration USUAL_WAIT_FOR_PROBE = Duration.ofSeconds(20);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    @ParameterizedTest
    @EnumSource(names = {"ASYNC", "DEFERRED"})
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void aMinuteWithoutTheEndpointCostsNothingAndItsReturnIsGentle(Delivery delivery) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (Collector collector = new Collector();
                Tracing tracing = Tracing.builder(defaults(collector, delivery))
                        .meterRegistry(registry)
                        .build();
                SteadyCaller caller =
                        new SteadyCaller(tracing.trace(Orders.class, new Orders.Simple()), CALLS_PER_SECOND)) {
            pass(WELL);
            int usual = mostInASecond(collector.requestTimes());
            int requestsBefore = collector.requests();
            caller.measureAnew();

            collector.down();
            pass(OUTAGE);
            double fill = tracing.health().storeFill();
            double storeBytes = registry.get("telltale.store.bytes").gauge().value();
            int seenInOutage = collector.requests() - requestsBefore;
            int keptBefore = collector.size();
            collector.up();
            long upAt = System.nanoTime();
            await().atMost(LONGEST_WAIT_FOR_PROBE.plusSeconds(1))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> collector.requests() > requestsBefore + seenInOutage);
            long probeAt = collector.requestTimes().get(requestsBefore + seenInOutage);
            long backlog = tracing.stats().recorded();
            await().atMost(LONGEST_WAIT_FOR_PROBE).until(() -> collector.size() >= backlog);
            Duration drained = Duration.ofNanos(System.nanoTime() - probeAt);
            pass(WELL);
            caller.close();
            // A flush keeps to no rate, so what it sends is not told with the rest.
            List<Long> after = collector.requestTimes().stream()
                    .filter(time -> time - upAt > 0)
                    .toList();
            boolean nothingLeft = tracing.flush(Scene.LONG);

            BuildDirectory.write(
                    "long-outage-" + delivery.name().toLowerCase() + ".md",
                    List.of(
                            "| delivery | calls | lost | first probe after | backlog | drained in | requests in a second,"
                                    + " before | in the outage | after | store filled to | longest call | waits in calls |",
                            "|---|---|---|---|---|---|---|---|---|---|---|---|",
                            String.format(
                                    "| %s | %d | %d | %.1f s | %d | %.1f s | %d | %d | %d | %.1f MiB, %.1f %% | %s ms | %d |",
                                    delivery.name().toLowerCase(),
                                    caller.placed(),
                                    caller.placed() - collector.size(),
                                    (probeAt - upAt) / 1e9,
                                    backlog - keptBefore,
                                    drained.toMillis() / 1e3,
                                    usual,
                                    seenInOutage,
                                    mostInASecond(after),
                                    storeBytes / (1 << 20),
                                    100 * fill,
                                    FaultRow.millis(caller.longestCall()),
                                    caller.waitsInCalls())));

            assertThat(nothingLeft).isTrue();
            assertThat(tracing.stats()).isEqualTo(new TracingStats(caller.placed(), caller.placed(), 0, 0, Map.of()));
            assertThat(collector.size()).isEqualTo(caller.placed());
            assertThat(Duration.ofNanos(probeAt - upAt)).isLessThanOrEqualTo(LONGEST_WAIT_FOR_PROBE);
            assertThat(storeBytes)
                    .isBetween(1.0, (double) defaults(collector, delivery).storeMaxBytes());
            assertThat(drained).isLessThanOrEqualTo(longestDrain(backlog - keptBefore));
            assertThat(mostInASecond(after)).isLessThanOrEqualTo(Math.max(1, 2 * usual));
            assertThat(caller.waitsInCalls()).as("waits in calls").isLessThanOrEqualTo(0);
            assertThat(caller.longestCall()).isLessThan(Duration.ofSeconds(1));
        }
    }

    /** In proportion longer, and a quarter, where the probe came late and there is more to drain. */
    private static Duration longestDrain(long backlog) {
        long usual = CALLS_PER_SECOND * OUTAGE.plus(USUAL_WAIT_FOR_PROBE).toSeconds();
        return backlog <= usual
                ? LONGEST_DRAIN
                : LONGEST_DRAIN.multipliedBy(backlog * 5 / 4).dividedBy(usual);
    }

    private static TracingConfig defaults(Collector collector, Delivery delivery) {
        return TracingConfig.builder()
                .endpoint(collector.url())
                .serviceName("orders")
                .delivery(delivery)
                .shutdownHook(false)
                .build();
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plus(Scene.LONG)).until(() -> true);
    }

    /** In whichever second they were most. */
    private static int mostInASecond(List<Long> times) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) >= TimeUnit.SECONDS.toNanos(1)) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
