package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import io.telltale.EventStore;
import io.telltale.EventStoreContract;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryEventStoreTest extends EventStoreContract {
    private static final Envelope ENVELOPE = new Envelope("application/json", new byte[0], new byte[0], new byte[0]);

    @Override
    protected EventStore store(int maxEvents, long maxBytes, boolean dropNewest) {
        return new InMemoryEventStore(maxEvents, maxBytes, dropNewest);
    }

    @Test
    void fillIsTheShareOfTheBoundThatIsNearest() {
        InMemoryEventStore store = new InMemoryEventStore(10, 1_000, false);
        store.add(event(36));
        assertThat(store.fill()).isEqualTo(0.1, within(1e-9));
        store.add(event(336));
        assertThat(store.fill()).isEqualTo(0.5, within(1e-9));
        store.lease(2, 10_000);
        assertThat(store.fill()).as("leased events keep their room").isEqualTo(0.5, within(1e-9));
    }

    @Test
    void anOfferIsTakenAtTheTailWhileThereIsRoomAndDisplacesNothing() {
        InMemoryEventStore store = new InMemoryEventStore(10, 300, false);
        EncodedEvent first = event(36);
        EncodedEvent second = event(136);
        assertThat(store.offer(first)).isTrue();
        assertThat(store.offer(second)).isTrue();
        assertThat(store.offer(event(36))).as("beyond the bytes").isFalse();
        assertThat(store.size()).isEqualTo(2);
        assertThat(store.bytes()).isEqualTo(300);
        assertThat(store.lease(10, 10_000)).containsExactly(first, second);
    }

    @Test
    void itCanHoldWhatFitsIntoAllOfIt() {
        InMemoryEventStore store = new InMemoryEventStore(1, 100, false);
        assertThat(store.canHold(event(36))).isTrue();
        assertThat(store.canHold(event(37))).isFalse();
    }

    @Test
    void aStoreOfOnePlaceAndOneByteIsTheSmallest() {
        assertThat(new InMemoryEventStore(1, 1, false).size()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryEventStore(0, 1, false));
        assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryEventStore(1, 0, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 100, 300}) // an array of 65 bytes wastes most on alignment
    void aStoredEventCostsTheHeapAtMostItsSizeAndTheOverheadCounted(int size) {
        int events = 50_000;
        Epoch epoch = new Epoch();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        InMemoryEventStore store = new InMemoryEventStore(events, Long.MAX_VALUE, false);
        for (int i = 0; i < events; i++) {
            StoredEvent event = new StoredEvent(ENVELOPE, new byte[size], 0, epoch, null);
            event.spill();
            store.add(event);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("an upper bound of what is retained").isLessThanOrEqualTo(store.bytes());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyEventsAtOnceAreAddedAndDroppedAsOneByOne(boolean dropNewest) {
        Random random = new Random(1);
        InMemoryEventStore atOnce = new InMemoryEventStore(20, 20 * 100, dropNewest);
        InMemoryEventStore oneByOne = new InMemoryEventStore(20, 20 * 100, dropNewest);
        for (int round = 0; round < 200; round++) {
            List<StoredEvent> events = random.ints(random.nextInt(30), 0, 60)
                    .mapToObj(size -> new StoredEvent(ENVELOPE, new byte[size], 0, new Epoch(), null))
                    .toList();
            List<EncodedEvent> dropped = new ArrayList<>();
            events.forEach(event -> dropped.addAll(oneByOne.add(event)));
            assertThat(atOnce.addAll(events)).isEqualTo(dropped);
            assertThat(atOnce).hasToString(oneByOne.toString());

            List<EncodedEvent> leased = atOnce.lease(random.nextInt(20), 1_000);
            assertThat(oneByOne.lease(leased.size(), 1_000)).isEqualTo(leased);
            List<EncodedEvent> gone = leased.subList(0, random.nextInt(leased.size() + 1));
            List<EncodedEvent> back = leased.subList(gone.size(), leased.size());
            for (EventStore store : List.of(atOnce, oneByOne)) {
                store.settle(gone);
                store.giveBack(back);
            }
        }
    }

    @Test
    void aStoreNeedsRoomForAtLeastOneEvent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryEventStore(0, 10, false));
        assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryEventStore(10, 0, false));
    }

    @Test
    void itDoesNotOutliveTheProcess() {
        assertThat(new InMemoryEventStore(10, 10, false).isPersistent()).isFalse();
    }

    @Test
    void itsTextTellsFiguresAndNoPayload() {
        InMemoryEventStore store = new InMemoryEventStore(10, 1_000, false);
        store.add(new EncodedEvent(ENVELOPE, "secret".getBytes(UTF_8), 0));
        assertThat(store).hasToString("InMemoryEventStore[1 events waiting, 70 bytes]");
    }

    private static EncodedEvent event(int size) {
        return new EncodedEvent(ENVELOPE, new byte[size], 0);
    }
}
