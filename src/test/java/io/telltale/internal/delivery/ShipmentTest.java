package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShipmentTest {
    private static final Answer OK = Answer.of(FakeEndpoint.status(200), Instant.EPOCH);
    private static final Answer FAILED = Answer.of(FakeEndpoint.status(500), Instant.EPOCH);

    private final Epoch epoch = new Epoch();
    private final BatchLimits oneByOne = new BatchLimits(1, 1_000);
    private final AccountedStore store = new AccountedStore(
            new InMemoryEventStore(10, 10_000, false), new Ledger(() -> 3), epoch, new VirtualRoad().reporter);

    @BeforeEach
    void fill() {
        for (String name : List.of("a", "b", "c")) {
            store.put(List.of(new StoredEvent(FakeFormat.ENVELOPE, name.getBytes(UTF_8), 0, epoch, null)), false);
        }
    }

    @Test
    void anEventThatTheServerFailsOverWhileItAcceptsItsNeighbourGoesBehindAllOthers() {
        Shipment shipment = lease(2);
        assertThat(shipment.answered(OK)).isEqualTo(Shipment.State.UNDER_WAY);
        assertThat(shipment.answered(FAILED)).isEqualTo(Shipment.State.DONE);
        assertThat(shipment.left()).isEmpty();
        assertThat(names(store.lease(10, 1_000))).containsExactly("c", "b");
    }

    @Test
    void anEventThatTheServerFailedOverBeforeTravelsBehindItsNeighbour() {
        Shipment first = lease(2);
        assertThat(first.answered(FAILED)).isEqualTo(Shipment.State.FAILED);
        first.giveBack();
        assertThat(names(lease(2).next().events())).containsExactly("b");
    }

    @Test
    void theRoomItTakesIsThatOfWhatIsUnsettled() {
        Shipment shipment = lease(2);
        long each = 1 + EventStore.OVERHEAD_BYTES;
        assertThat(shipment.room()).isEqualTo(2 * each);
        shipment.answered(OK);
        assertThat(shipment.room()).isEqualTo(each);
        shipment.abandon();
        assertThat(shipment.room()).as("left, not yet given back").isEqualTo(each);
        shipment.giveBack();
        assertThat(shipment.room()).isZero();
    }

    private Shipment lease(int events) {
        return new Shipment(store.lease(events, 1_000), store, oneByOne, 0, 0);
    }

    private static List<String> names(List<EncodedEvent> events) {
        return events.stream().map(event -> new String(event.body(), UTF_8)).toList();
    }
}
