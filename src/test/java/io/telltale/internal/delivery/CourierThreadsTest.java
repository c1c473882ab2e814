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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

/** A courier on its real threads. */
@Timeout(60)
class CourierThreadsTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);

    private final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger clockReads = new AtomicInteger();
    private final FaultyStore store = new FaultyStore();
    private final Lane lane = new Lane(1_024, 1 << 20);
    private final Ledger ledger = new Ledger(lane::taken);
    private final VirtualTime noBackoffs = new VirtualTime();
    private final List<String> senders = new CopyOnWriteArrayList<>();
    private final ExecutorService others = Executors.newCachedThreadPool();

    /** What the endpoint does with each request before it accepts it. */
    private volatile Runnable endpoint = () -> {};

    private Courier courier;
    private CourierThreads threads;

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
        Encoder encoder = new Encoder(new FakeFormat(10), event -> false, epochs::current, tickets, reporter::trouble);
        BatchLimits limits = new BatchLimits(512, 1 << 20);
        Pacer pacer = new Pacer(limits, this.now());
        courier = new Courier(
                lane,
                new Unloader(lane, encoder, accounted, ledger, reporter, pacer),
                accounted,
                new AsyncImmediateClient(
                        (envelope, events) -> request(events.size()),
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
        threads = new CourierThreads(courier, "courier under test", others::execute, troubles::add);
        threads.start();
    }

    private CompletableFuture<HttpAnswer> request(int events) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        threads.execute(() -> {
            senders.add(Thread.currentThread().getName());
            endpoint.run();
            delivered.addAndGet(events);
            answer.complete(OK);
        });
        return answer;
    }

    private long now() {
        clockReads.incrementAndGet();
        return System.nanoTime();
    }

    @AfterEach
    void stop() {
        if (threads != null) {
            threads.stop(Duration.ofSeconds(10));
        }
        others.shutdownNow();
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
    void aRequestIsMadeOnTheCouriersOwnThread() {
        start();
        record("e");
        await().until(() -> delivered.get() == 1);
        assertThat(senders).containsExactly("courier under test");
    }

    @Test
    void theDeputyStepsWhileTheFirstThreadIsAwayInARequestThatLasts() {
        CountDownLatch slow = new CountDownLatch(1);
        start();
        endpoint = () -> awaitQuietly(slow);
        record("slow");
        await().until(() -> senders.size() == 1);
        endpoint = () -> {};
        record("quick");
        await().until(() -> delivered.get() == 1);
        assertThat(senders).hasSize(2).last().isNotEqualTo("courier under test");
        slow.countDown();
        await().until(() -> delivered.get() == 2);
        assertThat(troubles).isEmpty();
    }

    @Test
    void whoWakesTheCourierWhileTheFirstThreadIsAwayWakesTheDeputy() {
        CountDownLatch slow = new CountDownLatch(1);
        start();
        endpoint = () -> awaitQuietly(slow);
        record("slow");
        await().until(() -> senders.size() == 1);
        CountDownLatch done = new CountDownLatch(1);
        courier.execute(done::countDown);
        awaitQuietly(done);
        slow.countDown();
    }

    @Test
    void anInterruptFromAStepDoesNotReachTheRequest() {
        AtomicBoolean interrupted = new AtomicBoolean();
        endpoint = () -> interrupted.set(Thread.currentThread().isInterrupted());
        start();
        courier.execute(() -> {
            Thread.currentThread().interrupt(); // as a user's store may
            record("e");
        });
        await().until(() -> delivered.get() == 1);
        assertThat(senders).containsExactly("courier under test");
        assertThat(interrupted).isFalse();
    }

    @Test
    void stoppingDoesNotWaitForARequestThatHangs() {
        CountDownLatch hung = new CountDownLatch(1);
        start();
        endpoint = () -> awaitQuietly(hung);
        record("hung");
        await().until(() -> senders.size() == 1);
        threads.stop(Duration.ofSeconds(10));
        assertThat(store.closed).isTrue();
        assertThat(troubles).isEmpty();
        hung.countDown();
        await().until(() -> threadsUnderTest() == 0);
    }

    @Test
    void aRequestThatThrowsDoesNotKillTheThread() {
        start();
        endpoint = () -> {
            throw new AssertionError("in a request");
        };
        record("lost");
        await().until(() -> !troubles.isEmpty());
        endpoint = () -> {};
        record("e");
        await().until(() -> delivered.get() > 0);
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
        threads.stop(Duration.ofSeconds(10));
        assertThat(store.closed).isTrue();
        await().until(() -> threadsUnderTest() == 0);
        threads.stop(Duration.ofSeconds(10));
        assertThat(troubles).isEmpty();
    }

    @Test
    void stoppingWaitsForTheLastWorkThoughInterruptedAndTheInterruptStaysSet() {
        start();
        Thread.currentThread().interrupt();
        threads.stop(Duration.ofSeconds(10));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.closed).isTrue();
    }

    @Test
    void stoppingGivesUpOnACourierThatIsStuckAndSaysSo() {
        start();
        CountDownLatch stuck = new CountDownLatch(1);
        courier.execute(() -> awaitQuietly(stuck));
        threads.stop(Duration.ofMillis(20));
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
        threads.stop(Duration.ofSeconds(10));
        assertThat(troubles).isNotEmpty();
    }

    private static long threadsUnderTest() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("courier under test"))
                .count();
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
