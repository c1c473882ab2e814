package io.telltale.internal.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import okhttp3.ConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FixedSources sources = new FixedSources();
    private final List<String> told = new ArrayList<>();

    @Test
    void everyMeterOfTheTableIsThereUnderItsName() {
        Meters meters = meters("orders");
        meters.request("success", "2xx", "async", 1);
        meters.bindPool(new ConnectionPool());
        assertThat(names(registry))
                .containsExactly(
                        "okhttp.pool.connection.count",
                        "telltale.circuit",
                        "telltale.circuit.not.permitted",
                        "telltale.events",
                        "telltale.lane.bytes",
                        "telltale.lane.events",
                        "telltale.log.delivery",
                        "telltale.log.requests",
                        "telltale.requests.active",
                        "telltale.requests.max",
                        "telltale.store.bytes",
                        "telltale.store.disk.bytes",
                        "telltale.store.events",
                        "telltale.store.fill",
                        "telltale.success.age",
                        "telltale.undelivered.age");
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getTag("tracer")).isEqualTo("orders"));
        assertThat(told).isEmpty();
    }

    @Test
    void eventsAreCountedByWhatBecameOfThem() {
        meters("orders");
        Map<String, Double> counts = registry.find("telltale.events").functionCounters().stream()
                .collect(Collectors.toMap(
                        counter -> counter.getId().getTag("state") + "/"
                                + counter.getId().getTag("reason"),
                        counter -> counter.count()));
        assertThat(counts)
                .containsOnly(
                        Map.entry("recorded/none", 100.0),
                        Map.entry("delivered/none", 70.0),
                        Map.entry("spilled/none", 20.0),
                        Map.entry("uploaded/none", 15.0),
                        Map.entry("dropped/store_full", 4.0),
                        Map.entry("dropped/closed", 3.0));
        sources.recorded = 101;
        assertThat(recorded(registry, "orders")).isEqualTo(101);
    }

    @Test
    void metersOfOneNameHaveTheSameTagKeysAsPrometheusDemands() {
        Meters meters = meters("orders");
        meters("billing").bindPool(new ConnectionPool());
        meters.bindPool(new ConnectionPool());
        meters.request("success", "2xx", "async", 1);
        meters.request("error", "timeout", "sync", 1);
        Map<String, Set<Set<String>>> keys = registry.getMeters().stream()
                .collect(Collectors.groupingBy(
                        meter -> meter.getId().getName(), Collectors.mapping(MetersTest::tagKeys, Collectors.toSet())));
        assertThat(keys.values()).allSatisfy(sets -> assertThat(sets).hasSize(1));
    }

    @Test
    void whereNothingIsKeptOnADiskThereIsNoMeterOfIt() {
        sources.storeDiskBytes = Double.NaN;
        meters("orders");
        assertThat(names(registry)).contains("telltale.store.bytes").doesNotContain("telltale.store.disk.bytes");
    }

    @Test
    void gaugesTellTheFiguresInTheirUnits() {
        meters("orders");
        assertThat(gauge("telltale.circuit")).isEqualTo(1);
        assertThat(gauge("telltale.store.events")).isEqualTo(11);
        assertThat(gauge("telltale.store.bytes")).isEqualTo(1_234);
        assertThat(gauge("telltale.store.fill")).isEqualTo(0.25);
        assertThat(gauge("telltale.store.disk.bytes")).isEqualTo(8_192);
        assertThat(gauge("telltale.lane.events")).isEqualTo(12);
        assertThat(gauge("telltale.requests.active")).isEqualTo(2);
        assertThat(gauge("telltale.requests.max")).isEqualTo(4);
        assertThat(gauge("telltale.undelivered.age")).isEqualTo(1.5);
        assertThat(gauge("telltale.success.age")).isEqualTo(2.5);
        assertThat(registry.get("telltale.circuit.not.permitted")
                        .functionCounter()
                        .count())
                .isEqualTo(9);
        assertThat(unit("telltale.store.bytes")).isEqualTo("bytes");
        assertThat(unit("telltale.store.disk.bytes")).isEqualTo("bytes");
        assertThat(unit("telltale.store.events")).isEqualTo("events");
        assertThat(unit("telltale.lane.events")).isEqualTo("events");
        assertThat(unit("telltale.undelivered.age")).isEqualTo("seconds");
        assertThat(unit("telltale.success.age")).isEqualTo("seconds");
    }

    @Test
    void requestsAreTimedByStatusOutcomeAndClientWithABoundedHistogram() {
        Meters meters = meters("orders");
        meters.request("success", "2xx", "async", TimeUnit.MILLISECONDS.toNanos(3));
        meters.request("success", "2xx", "async", TimeUnit.MILLISECONDS.toNanos(7));
        meters.request("error", "timeout", "sync", TimeUnit.SECONDS.toNanos(10));
        Timer fine = registry.get("telltale.log.requests")
                .tags("status", "success", "outcome", "2xx", "client", "async")
                .timer();
        Timer late = registry.get("telltale.log.requests")
                .tags("status", "error", "outcome", "timeout", "client", "sync")
                .timer();
        assertThat(fine.count()).isEqualTo(2);
        assertThat(fine.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(10);
        assertThat(late.max(TimeUnit.SECONDS)).isEqualTo(10);
        assertThat(fine.takeSnapshot().histogramCounts()).hasSizeBetween(10, 20).anySatisfy(bucket -> {
            assertThat(bucket.bucket(TimeUnit.MILLISECONDS)).isEqualTo(5);
            assertThat(bucket.count()).isEqualTo(1);
        });
    }

    @Test
    void deliveriesAreTimedWithABoundedHistogram() {
        meters("orders").delivery(TimeUnit.MILLISECONDS.toNanos(4));
        Timer timer = registry.get("telltale.log.delivery").timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(4);
        assertThat(timer.takeSnapshot().histogramCounts()).hasSizeBetween(10, 20);
    }

    @Test
    void tracersOfOneServiceInOneRegistryHaveNamesAndFiguresOfTheirOwn() {
        FixedSources others = new FixedSources();
        others.recorded = 5;
        Meters first = meters("orders");
        Meters second = new Meters(registry, "orders", others, told::add);
        Meters third = meters("orders");
        assertThat(List.of(first.name(), second.name(), third.name()))
                .containsExactly("orders", "orders-2", "orders-3");
        assertThat(recorded(registry, "orders")).isEqualTo(100);
        assertThat(recorded(registry, "orders-2")).isEqualTo(5);
    }

    @Test
    void closingOneTracerRemovesItsMetersAndKeepsTheOthers() {
        Meters first = meters("orders");
        Meters second = meters("orders");
        first.request("success", "2xx", "async", 1);
        second.request("success", "2xx", "async", 1);
        int all = registry.getMeters().size();
        first.close();
        assertThat(registry.getMeters())
                .hasSize(all / 2)
                .allSatisfy(meter -> assertThat(meter.getId().getTag("tracer")).isEqualTo("orders-2"));
        second.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aNameIsFreeAgainOnceItsTracerIsClosed() {
        Meters first = meters("orders");
        Meters second = meters("orders");
        first.close();
        first.close();
        assertThat(meters("orders").name()).isEqualTo("orders");
        assertThat(second.name()).isEqualTo("orders-2");
    }

    @Test
    void twoRegistriesDoNotMindEachOthersNames() {
        meters("orders");
        assertThat(new Meters(new SimpleMeterRegistry(), "orders", sources, told::add).name())
                .isEqualTo("orders");
    }

    @Test
    void aTracerInACompositeDoesNotCollideWithOneInAPartOfIt() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(registry);
        meters("orders");
        Meters throughComposite = new Meters(composite, "orders", sources, told::add);
        assertThat(throughComposite.name()).isEqualTo("orders-2");
        assertThat(meters("orders").name()).isEqualTo("orders-3");
        throughComposite.close();
        assertThat(recorded(registry, "orders")).isEqualTo(100);
    }

    @Test
    void aSharedPoolIsBoundOnceAndShownUntilItsLastUserCloses() {
        ConnectionPool pool = new ConnectionPool();
        Meters first = meters("orders");
        Meters second = meters("orders");
        first.bindPool(pool);
        first.bindPool(pool);
        second.bindPool(pool);
        assertThat(poolMeters()).hasSize(2);
        first.close();
        System.gc(); // Micrometer refers to the binder only weakly
        assertThat(poolMeters()).hasSize(2);
        assertThat(registry.get("okhttp.pool.connection.count")
                        .tag("state", "idle")
                        .gauge()
                        .value())
                .isZero();
        second.close();
        assertThat(poolMeters()).isEmpty();
    }

    @Test
    void aTracerThatChangesItsPoolShowsTheNewOneEvenWhileAnotherKeepsTheOld() {
        ConnectionPool old = new ConnectionPool();
        ConnectionPool fresh = new ConnectionPool();
        Meters first = meters("orders");
        Meters second = meters("billing");
        first.bindPool(old);
        second.bindPool(old);
        first.bindPool(fresh);
        assertThat(poolMeters()).hasSize(4);
        first.close();
        assertThat(poolMeters()).hasSize(2);
        second.close();
        assertThat(poolMeters()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryThatThrowsReachesNobodyAndIsToldOnce(BrokenRegistry.Part part) {
        BrokenRegistry broken = new BrokenRegistry(part);
        Meters meters = new Meters(broken, "orders", sources, told::add);
        assertThat(meters.name()).isEqualTo("orders");
        for (int i = 0; i < 3; i++) {
            meters.request("success", "2xx", "async", 1);
            meters.delivery(1);
        }
        meters.bindPool(new ConnectionPool());
        meters.close();
        assertThat(meters.failures()).isPositive();
        assertThat(told)
                .singleElement()
                .satisfies(sentence ->
                        assertThat(sentence).contains("meter registry", part.name(), "events are not affected"));
    }

    @Test
    void aRegistryThatRefusesATimerIsNotAskedAtEveryRequest() {
        BrokenRegistry broken = new BrokenRegistry(BrokenRegistry.Part.TIMERS);
        Meters meters = new Meters(broken, "orders", sources, told::add);
        for (int i = 0; i < 10; i++) {
            meters.request("success", "2xx", "async", 1);
            meters.delivery(1);
        }
        assertThat(broken.timersAskedFor).hasValue(2);
        assertThat(meters.failures()).isEqualTo(2);
    }

    @Test
    void oneWhoIsToldAndThrowsReachesNobodyEither() {
        Meters meters = new Meters(new BrokenRegistry(BrokenRegistry.Part.TIMERS), "orders", sources, sentence -> {
            throw new IllegalStateException("the log is broken too");
        });
        assertThat(meters.failures()).isEqualTo(2);
    }

    @Test
    void aFigureThatThrowsIsNaNInAGaugeAndTheLastKnownInACounter() {
        Meters meters = meters("orders");
        assertThat(recorded(registry, "orders")).isEqualTo(100);
        sources.failing = true;
        assertThat(gauge("telltale.undelivered.age")).isNaN();
        assertThat(recorded(registry, "orders")).isEqualTo(100);
        assertThat(gauge("telltale.store.events")).isEqualTo(11);
        assertThat(meters.failures()).isEqualTo(2);
    }

    @Test
    void aLateAnswerAfterCloseLeavesNoMeterBehind() {
        Meters meters = meters("orders");
        meters.close();
        meters.request("error", "io", "deferred", 1);
        meters.delivery(1);
        meters.bindPool(new ConnectionPool());
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aTracerThatWasForgottenWithoutClosingIsNotKeptByTheRegistry() {
        WeakReference<MeterSources> forgotten = new WeakReference<>(forgottenSources());
        await().untilAsserted(() -> {
            System.gc();
            assertThat(forgotten.get()).isNull();
        });
        assertThat(gauge("telltale.store.events")).isNaN();
    }

    private MeterSources forgottenSources() {
        FixedSources figures = new FixedSources();
        Meters meters = new Meters(registry, "orders", figures, told::add);
        meters.request("success", "2xx", "async", 1);
        return figures;
    }

    private Meters meters(String service) {
        return new Meters(registry, service, sources, told::add);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private String unit(String name) {
        return registry.get(name).meter().getId().getBaseUnit();
    }

    private List<Meter> poolMeters() {
        return List.copyOf(registry.find("okhttp.pool.connection.count").meters());
    }

    private static double recorded(MeterRegistry registry, String tracer) {
        return registry.get("telltale.events")
                .tags("state", "recorded", "tracer", tracer)
                .functionCounter()
                .count();
    }

    private static Set<String> names(MeterRegistry registry) {
        Set<String> names = new TreeSet<>();
        registry.getMeters().forEach(meter -> names.add(meter.getId().getName()));
        // SimpleMeterRegistry shows a timer's buckets as gauges.
        names.removeIf(name -> name.endsWith(".histogram"));
        return names;
    }

    private static Set<String> tagKeys(Meter meter) {
        Set<String> keys = new HashSet<>();
        meter.getId().getTags().forEach(tag -> keys.add(tag.getKey()));
        return keys;
    }
}
