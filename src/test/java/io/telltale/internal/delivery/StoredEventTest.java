package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoredEventTest {
    private final Epoch epoch = new Epoch();

    @Test
    void whatBefallsAnEventBefallsNoneOfItsNeighbours() {
        StoredEvent event = event();
        StoredEvent other = event();
        event.spill();
        other.spill();
        event.suspect();

        assertThat(event.isSpilled() && event.isSuspect()).isTrue();
        assertThat(other.isSpilled()).isTrue();
        assertThat(other.isSuspect()).as("what befell its neighbour").isFalse();
        assertThat(epoch.standing(true, false))
                .isSameAs(epoch.standing(true, false).asSpilled());
        assertThat(epoch.standing(true, false).asSuspect())
                .isSameAs(epoch.standing(false, true).asSpilled());
    }

    @Test
    void whoeverWaitsForAnEventStillDoesOnceItHasSpilled() {
        Ticket ticket = new Ticket();
        StoredEvent event = new StoredEvent(FakeFormat.ENVELOPE, new byte[1], 0, epoch, ticket);
        event.spill();
        event.suspect();

        assertThat(event.ticket()).isSameAs(ticket);
        assertThat(event.epoch()).isSameAs(epoch);
        assertThat(event.isSpilled() && event.isSuspect()).isTrue();
    }

    private StoredEvent event() {
        return new StoredEvent(FakeFormat.ENVELOPE, new byte[1], 0, epoch, null);
    }
}
