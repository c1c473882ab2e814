package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.telltale.TracingConfig;
import io.telltale.internal.http.ClientManager;
import io.telltale.internal.http.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

/** A road's meters are in a registry from when they are registered until the road ends, whichever comes first. */
class RoadMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualRoad road = new VirtualRoad();
    private final Endpoint endpoint = Endpoint.open(
            ClientManager.shared(),
            TracingConfig.builder().endpoint("http://127.0.0.1:9/events").build(),
            "test");
    private final RoadMeters meters = new RoadMeters(
            "orders",
            new RoadFigures(road.ledger, road.store, road.lane, road.gate, road.pulse, 4, () -> 0),
            endpoint,
            road.reporter,
            new DeliveryLog(NOPLogger.NOP_LOGGER, road.time::nanos));

    @AfterEach
    void close() {
        meters.close();
        endpoint.close();
    }

    @Test
    void whatIsRegisteredShowsTheRoadUntilItEnds() {
        meters.register(registry);
        road.record(2);
        road.advance(Duration.ofSeconds(1));

        assertThat(registry.get("telltale.log.delivery").timer().count()).isEqualTo(2);
        assertThat(registry.find("okhttp.pool.connection.count").gauges()).isNotEmpty();
        meters.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aRoadThatHasEndedRegistersNothing() {
        meters.close();
        List<Meter> came = new ArrayList<>();
        registry.config().onMeterAdded(came::add);
        meters.register(registry);

        assertThat(came).isEmpty();
    }

    @Test
    void aRoadThatEndsWhileItsMetersAreRegisteredLeavesNone() {
        registry.config().onMeterAdded(meter -> meters.close());
        meters.register(registry);

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aRoadThatEndsWaitsForMetersThatAreBeingRegistered() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> registered = registerWith(goOn);
        Thread closing = new Thread(meters::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        goOn.countDown();
        closing.join();

        assertThat(registry.getMeters()).isEmpty();
        registered.join();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aRoadThatEndsDoesNotWaitLongForARegistryThatHangsAndNothingIsLeftInItLater() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> registered = registerWith(goOn);
        meters.close();

        assertThat(registered).isNotDone();
        goOn.countDown();
        registered.join();
        assertThat(registry.getMeters()).isEmpty();
    }

    /** Begins to register meters, in a registry that hangs at the first until it may go on. */
    private CompletableFuture<Void> registerWith(CountDownLatch goOn) throws InterruptedException {
        CountDownLatch registering = new CountDownLatch(1);
        registry.config().onMeterAdded(meter -> {
            registering.countDown();
            awaitQuietly(goOn);
        });
        CompletableFuture<Void> registered = CompletableFuture.runAsync(() -> meters.register(registry));
        registering.await();
        return registered;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void aPoolThatChangesBeforeThereAreMetersIsShownOnceThereAre() {
        meters.poolChanged();
        assertThat(registry.getMeters()).isEmpty();
        meters.register(registry);

        assertThat(registry.find("okhttp.pool.connection.count").gauges()).isNotEmpty();
    }
}
