package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.TraceEvent;
import io.telltale.bench.Samples;
import io.telltale.internal.format.EventFormat;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The courier's own work for an event between the lane and the acknowledgement, the account included; nothing is sent. */
@State(Scope.Thread)
public class EncodeAndStoreBenchmark {
    private static final int BATCH = 512;
    private static final long PLENTY = 64L << 20;

    private TraceEvent event;
    private Encoder encoder;
    private AccountedStore store;

    @Setup
    public void build() {
        EventFormat format = Samples.format("otlp");
        Epochs epochs = new Epochs();
        event = Samples.success(format);
        store = new AccountedStore(
                new InMemoryEventStore(2 * BATCH, PLENTY, false),
                new Ledger(() -> 0),
                epochs.current(),
                new SilentObserver());
        PressureSampling noSampling = new PressureSampling(false, store::fill);
        encoder = new Encoder(format, noSampling, epochs::current, new Tickets(), failure -> {
            throw new IllegalStateException(failure);
        });
    }

    /** Per event of a batch. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<EncodedEvent> encodeStoreLeaseAndDeliver() {
        List<StoredEvent> encoded = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            encoded.add(encoder.encode(event, EncodeAndStoreBenchmark::lost));
        }
        store.put(encoded, false);
        List<EncodedEvent> leased = store.lease(BATCH, PLENTY);
        store.delivered(leased);
        return leased;
    }

    private static void lost(DropReason reason) {
        throw new IllegalStateException(reason.toString());
    }

    private static final class SilentObserver implements AccountedStore.Observer {
        @Override
        public void delivered(List<EncodedEvent> events) {}

        @Override
        public void dropped(DropReason reason, long events) {
            lost(reason);
        }

        @Override
        public void storeFailed(Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }
}
