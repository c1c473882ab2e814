package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.telltale.internal.http.HttpAnswer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

/** A courier on its real thread. */
@Timeout(60)
class CourierThreadTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);

    private final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger clockReads = new AtomicInteger();
    private final FaultyStore store = new FaultyStore();
    private final Lane lane = new Lane(1_024, 1 << 20);
    private final Ledger ledger = new Ledger(lane::taken);
    private final VirtualTime noBackoffs = new VirtualTime();
    private Courier courier;
    private CourierThread thread;

    private void start() {
        Epochs epochs = new Epochs();
        Tickets tickets = new Tickets();
        Pulse pulse = new Pulse(System::nanoTime);
        Reporter reporter = new Reporter(
                new DeliveryLog(NOPLogger.NOP_LOGGER, System::nanoTime),
                "receiver",
                "async",
                ledger,
                System::nanoTime,
                InstantSource.system());
        Gate gate = new Gate(5, Duration.ofSeconds(60), System::nanoTime, () -> 0.5);
        AccountedStore accounted = new AccountedStore(store, ledger, epochs.current(), reporter);
        Encoder encoder = new Encoder(new FakeFormat(10), epochs::current, tickets, reporter::trouble);
        BatchLimits limits = new BatchLimits(512, 1 << 20);
        Pacer pacer = new Pacer(limits, this.now());
        courier = new Courier(
                lane,
                new Unloader(lane, encoder, accounted, ledger, reporter, pacer),
                accounted,
                new AsyncImmediateClient(
                        (envelope, events) -> {
                            delivered.addAndGet(events.size());
                            return CompletableFuture.completedFuture(OK);
                        },
                        new FakeFormat(10),
                        gate,
                        3,
                        new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0.5),
                        Duration.ofSeconds(2),
                        noBackoffs,
                        System::nanoTime,
                        InstantSource.system(),
                        reporter),
                gate,
                tickets,
                epochs,
                reporter,
                pulse,
                limits,
                pacer,
                new Flights(4, Duration.ofHours(1)),
                Duration.ofHours(1),
                this::now);
        thread = new CourierThread(courier, "courier under test", troubles::add);
        thread.start();
    }

    private long now() {
        clockReads.incrementAndGet();
        return System.nanoTime();
    }

    @AfterEach
    void stop() {
        if (thread != null) {
            thread.stop(Duration.ofSeconds(10));
        }
    }

    private void record(String name) {
        Lane.Offer offer = lane.offer(FakeFormat.event(name, System.nanoTime()), true);
        if (offer == Lane.Offer.TAKEN_WAKE) {
            courier.wake();
        }
    }

    @Test
    void itSleepsUntilWokenAndDeliversWhatIsThere() {
        start();
        for (int i = 1; i <= 50; i++) {
            record("e");
            int expected = i;
            await().pollInterval(Duration.ofMillis(1)).until(() -> delivered.get() == expected);
        }
        assertThat(courierThread().isDaemon()).isTrue();
    }

    @Test
    void aStepThatThrowsIsToldAndDoesNotKillTheThread() {
        start();
        courier.execute(() -> {
            throw new AssertionError("a step that throws");
        });
        await().until(() -> !troubles.isEmpty());
        record("e");
        courier.wake();
        await().until(() -> delivered.get() == 1);
        assertThat(troubles).singleElement().isInstanceOf(AssertionError.class);
    }

    @Test
    void anInterruptDoesNotMakeItSpin() {
        start();
        await().until(() -> courierThread().getState() == Thread.State.TIMED_WAITING);
        courierThread().interrupt();
        await().until(() -> !courierThread().isInterrupted());
        await().during(Duration.ofMillis(50)).until(() -> courierThread().getState() == Thread.State.TIMED_WAITING);
        int before = clockReads.get();
        record("e");
        await().until(() -> delivered.get() == 1);
        assertThat(clockReads.get() - before).isLessThan(1_000);
    }

    @Test
    void stoppingEndsTheWorkAndTheThread() {
        start();
        thread.stop(Duration.ofSeconds(10));
        assertThat(store.closed).isTrue();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(each -> each.getName().equals("courier under test")));
        thread.stop(Duration.ofSeconds(10));
        assertThat(troubles).isEmpty();
    }

    @Test
    void stoppingWaitsForTheLastWorkThoughInterruptedAndTheInterruptStaysSet() {
        start();
        Thread.currentThread().interrupt();
        thread.stop(Duration.ofSeconds(10));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.closed).isTrue();
    }

    @Test
    void stoppingGivesUpOnACourierThatIsStuckAndSaysSo() {
        start();
        CountDownLatch stuck = new CountDownLatch(1);
        courier.execute(() -> awaitQuietly(stuck));
        thread.stop(Duration.ofMillis(20));
        assertThat(troubles)
                .singleElement()
                .satisfies(trouble -> assertThat(trouble).hasMessageContaining("did not end"));
        stuck.countDown();
    }

    @Test
    void anEndThatThrowsIsToldAndDoesNotHoldUpWhoeverStopsIt() {
        start();
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        courier.execute(() -> {
            inside.countDown();
            awaitQuietly(stuck);
        });
        awaitQuietly(inside);
        courier.execute(() -> {
            throw new AssertionError("at the end");
        });
        new Thread(() -> {
                    await().until(() -> courierThread() != null);
                    stuck.countDown();
                })
                .start();
        thread.stop(Duration.ofSeconds(10));
        assertThat(troubles).isNotEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread courierThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("courier under test"))
                .findFirst()
                .orElseThrow();
    }
}
