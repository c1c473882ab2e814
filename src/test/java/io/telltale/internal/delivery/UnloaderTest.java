package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnloaderTest {
    /** Sees how many events the unloader holds whenever it puts some into the store. */
    private static final class Watched {
        final BatchLimits limits = new BatchLimits(512, 1 << 20);
        final VirtualRoad road = new VirtualRoad();
        final Lane lane = new Lane(10_000, 1 << 20);
        final Ledger ledger = new Ledger(lane::taken);
        final FaultyStore store = new FaultyStore() {
            @Override
            public List<EncodedEvent> add(EncodedEvent event) {
                mostHeld = Math.max(mostHeld, lane.polled() - stored);
                stored++;
                return super.add(event);
            }
        };
        final Unloader unloader;
        long stored;
        long mostHeld;

        Watched(int eventBytes) {
            Epoch epoch = new Epoch();
            AccountedStore accounted = new AccountedStore(store, ledger, epoch, road.reporter);
            Encoder encoder = new Encoder(
                    new FakeFormat(eventBytes), event -> false, () -> epoch, new Tickets(), road.reporter::trouble);
            unloader = new Unloader(lane, encoder, accounted, ledger, road.reporter, new Pacer(limits, 0));
        }

        void offer(int events) {
            for (int i = 0; i < events; i++) {
                lane.offer(FakeFormat.event("e" + i, 0), true);
            }
        }
    }

    @Test
    void allThatWasTakenIsInTheStoreAfterwardsAndInTheAccount() {
        Watched watched = new Watched(10);
        watched.offer(1_500);

        assertThat(watched.unloader.takeSome(false)).isEqualTo(1_024);
        assertThat(watched.stored).isEqualTo(1_024);
        assertThat(watched.ledger.events(Ledger.State.STORED)).isEqualTo(1_024);
        assertThat(watched.ledger.events(Ledger.State.LANE)).isEqualTo(476);
        watched.unloader.takeAll(false);
        assertThat(watched.stored).isEqualTo(1_500);
        assertThat(watched.ledger.events(Ledger.State.STORED)).isEqualTo(1_500);
    }

    @Test
    void largeEventsGoToTheStoreBeforeManyHaveGathered() {
        Watched watched = new Watched(100 * 1024);
        watched.offer(20);
        watched.unloader.takeSome(false);

        assertThat(watched.stored).isEqualTo(20);
        assertThat(watched.mostHeld).isLessThanOrEqualTo(3);
    }

    @Test
    void anEventThatCanNotBeEncodedCostsItsNeighboursNothing() {
        Watched watched = new Watched(10);
        watched.offer(3);
        watched.lane.offer(FakeFormat.event(FakeFormat.UNENCODABLE, 0), true);
        watched.offer(3);
        watched.unloader.takeSome(true);

        assertThat(watched.stored).isEqualTo(6);
        assertThat(watched.ledger.snapshot().dropped()).containsEntry("unencodable", 1L);
        assertThat(watched.ledger.spilledTotal()).isEqualTo(6);
    }
}
