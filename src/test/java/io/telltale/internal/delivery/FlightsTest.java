package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EventStore;
import io.telltale.TracingConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final Answer FAILED = Answer.of(FakeEndpoint.status(500), Instant.EPOCH);
    private static final long EACH = 10 + EventStore.OVERHEAD_BYTES;

    private final Flights flights = new Flights(2, PATIENCE);
    private final Ledger ledger = new Ledger(() -> 6);
    private final BatchLimits limits = new BatchLimits(10, 1_000);
    private final Epoch epoch = new Epoch();
    private final AccountedStore store =
            new AccountedStore(new InMemoryEventStore(10, 10_000, false), ledger, epoch, new VirtualRoad().reporter);
    private int numbers;

    /** With two events that ended then. */
    private Shipment shipment(long endNanos) {
        for (int i = 0; i < 2; i++) {
            store.put(List.of(new StoredEvent(FakeFormat.ENVELOPE, new byte[10], endNanos, epoch, null)), false);
        }
        return new Shipment(store.lease(2, 1_000), store, limits, numbers++, 0);
    }

    @Test
    void thereAreAsManySlotsAsConnections() {
        assertThat(flights.isEmpty()).isTrue();
        Flight first = flights.begin(shipment(0), 0);
        assertThat(flights.isFull()).isFalse();
        flights.begin(shipment(0), 1);

        assertThat(flights.isFull()).isTrue();
        assertThat(flights.size()).isEqualTo(2);
        assertThat(flights.oldest()).isSameAs(first);
        assertThat(flights.end(first)).isTrue();
        assertThat(flights.end(first)).as("it was free already").isFalse();
        assertThat(flights.isFull()).isFalse();
    }

    @Test
    void theRoomIsThatOfWhatIsUnderWayAndOfWhatFailedUntilThatIsBack() {
        Flight one = flights.begin(shipment(0), 0);
        flights.begin(shipment(0), 0);
        assertThat(flights.room()).isEqualTo(4 * EACH);

        flights.end(one);
        one.shipment.answered(FAILED);
        flights.keepWhatIsLeft(one.shipment);
        assertThat(flights.room()).as("it waits for the other").isEqualTo(4 * EACH);
        flights.bringBack();
        assertThat(flights.room()).isEqualTo(2 * EACH);
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void theOldestEventIsFoundWhereverItIs() {
        VirtualTime time = new VirtualTime();
        Pulse pulse = new Pulse(time::nanos);
        time.advance(Duration.ofNanos(100));
        long now = time.nanos();
        Flight failed = flights.begin(shipment(now - 90), 0);
        flights.begin(shipment(now - 40), 0);
        assertThat(ageOfOldest(pulse)).isEqualTo(90);

        flights.end(failed);
        assertThat(ageOfOldest(pulse)).isEqualTo(40);
        failed.shipment.answered(FAILED);
        flights.keepWhatIsLeft(failed.shipment);
        assertThat(ageOfOldest(pulse)).isEqualTo(90);
    }

    private long ageOfOldest(Pulse pulse) {
        Pulse.Age oldest = new Pulse.Age();
        flights.includeIn(oldest);
        pulse.oldestEvent(oldest);
        return pulse.oldestEventAgeNanos();
    }

    @Test
    void onlyWhatHasHadNoAnswerForLongerThanThePatienceIsGivenUpOn() {
        long start = 1_000;
        Flight first = flights.begin(shipment(0), start);
        Flight second = flights.begin(shipment(0), start + 10);
        long end = start + PATIENCE.toNanos();

        assertThat(flights.overdueAt()).isEqualTo(end + 1);
        assertThat(flights.giveUpOverdue(end)).isFalse();
        assertThat(flights.giveUpOverdue(end + 1)).isTrue();
        assertThat(first.isGivenUp()).isTrue();
        assertThat(second.isGivenUp()).isFalse();
        assertThat(flights.size()).isEqualTo(1);
        flights.bringBack();
        assertThat(store.size()).isEqualTo(2);
        assertThat(flights.giveUpOverdue(end + 10)).isFalse();
        assertThat(flights.giveUpOverdue(end + 11)).isTrue();
        assertThat(flights.giveUpOverdue(end + 12)).as("there are none").isFalse();
    }

    @Test
    void patienceIsForEveryAttemptWithItsBackOffAndALittleMore() {
        Flights configured = Flights.of(TracingConfig.builder()
                .maxConnections(1)
                .requestTimeout(Duration.ofSeconds(3))
                .connectTimeout(Duration.ofSeconds(1))
                .retryMaxBackoff(Duration.ofSeconds(2))
                .retryMaxAttempts(4)
                .build());
        configured.begin(shipment(0), 0);

        assertThat(configured.isFull()).isTrue();
        assertThat(configured.overdueAt())
                .isEqualTo(Duration.ofSeconds(4 * (3 + 1 + 2 * 2) + 5).toNanos() + 1);
    }
}
