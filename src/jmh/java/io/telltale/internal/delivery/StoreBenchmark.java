package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import io.telltale.EventStore;
import io.telltale.bench.Samples;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the store in memory costs an event, its own objects made before. */
@State(Scope.Thread)
public class StoreBenchmark {
    private static final int BATCH = 512;
    private static final long PLENTY = 64L << 20;

    private final EncodedEvent[] events = events();
    private final EventStore store = store(2 * BATCH);
    private final EventStore full = full();

    private static EncodedEvent[] events() {
        Envelope envelope = Samples.format("otlp").envelope();
        byte[] body = new byte[400];
        return Stream.generate(() -> new EncodedEvent(envelope, body, 0))
                .limit(BATCH)
                .toArray(EncodedEvent[]::new);
    }

    private static EventStore store(int maxEvents) {
        return new InMemoryEventStore(maxEvents, PLENTY, false);
    }

    private EventStore full() {
        EventStore full = store(BATCH);
        addAll(full);
        return full;
    }

    private void addAll(EventStore to) {
        for (EncodedEvent event : events) {
            to.add(event);
        }
    }

    /** Per event, the share of a new store in it. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public EventStore add() {
        EventStore empty = store(BATCH);
        addAll(empty);
        return empty;
    }

    /** Per event of a batch: the healthy life. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<EncodedEvent> addLeaseAndSettle() {
        addAll(store);
        List<EncodedEvent> leased = store.lease(BATCH, PLENTY);
        store.settle(leased);
        return leased;
    }

    /** The oldest gives way. */
    @Benchmark
    public List<EncodedEvent> overflow() {
        return full.add(events[0]);
    }
}
