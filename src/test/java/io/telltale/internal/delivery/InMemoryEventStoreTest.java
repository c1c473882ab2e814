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
import org.junit.jupiter.api.Test;

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
    void aStoredEventCostsTheHeapAtMostItsSizeAndTheOverheadCounted() {
        int events = 50_000;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        InMemoryEventStore store = new InMemoryEventStore(events, Long.MAX_VALUE, false);
        for (int i = 0; i < events; i++) {
            store.add(new NumberedEvent(i));
        }
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(allocated).as("an upper bound of what is retained").isLessThanOrEqualTo(store.bytes());
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

    /** As large as an event of the delivery's own may be. */
    private static final class NumberedEvent extends EncodedEvent {
        final long number;

        NumberedEvent(long number) {
            super(ENVELOPE, new byte[96], 0);
            this.number = number;
        }
    }

    private static EncodedEvent event(int size) {
        return new EncodedEvent(ENVELOPE, new byte[size], 0);
    }
}
