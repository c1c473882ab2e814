package io.telltale.internal.delivery;

import static io.telltale.internal.delivery.Ledger.State.DELIVERED;
import static io.telltale.internal.delivery.Ledger.State.LANE;
import static io.telltale.internal.delivery.Ledger.State.LEASED;
import static io.telltale.internal.delivery.Ledger.State.STORED;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TracingStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final AtomicLong lane = new AtomicLong();
    private final Ledger ledger = new Ledger(lane::get);

    @Test
    void anEmptyLedgerTellsZeroesAndNoReason() {
        assertThat(ledger.snapshot()).isEqualTo(new TracingStats(0, 0, 0, 0, Map.of()));
    }

    @Test
    void anEventIsInFlightInTheLaneStoredInTheStoreAndInFlightAgainOnceLeased() {
        lane.addAndGet(3);
        assertThat(ledger.snapshot()).isEqualTo(new TracingStats(3, 0, 0, 3, Map.of()));
        ledger.move(3, LANE, STORED);
        assertThat(ledger.snapshot()).isEqualTo(new TracingStats(3, 0, 3, 0, Map.of()));
        ledger.move(2, STORED, LEASED);
        assertThat(ledger.snapshot()).isEqualTo(new TracingStats(3, 0, 1, 2, Map.of()));
        ledger.move(2, LEASED, DELIVERED);
        assertThat(ledger.snapshot()).isEqualTo(new TracingStats(3, 2, 1, 0, Map.of()));
        assertThat(ledger.settledTotal()).isEqualTo(2);
    }

    @Test
    void aLeaseGivenBackIsStoredAgain() {
        lane.addAndGet(2);
        ledger.move(2, LANE, STORED);
        ledger.move(2, STORED, LEASED);
        ledger.move(2, LEASED, STORED);
        assertThat(ledger.snapshot()).isEqualTo(new TracingStats(2, 0, 2, 0, Map.of()));
        assertThat(ledger.events(LEASED)).isZero();
    }

    @Test
    void lossesAreToldByReasonAndReasonsThatNeverOccurredAreAbsent() {
        lane.addAndGet(6);
        ledger.drop(1, LANE, DropReason.UNENCODABLE);
        ledger.move(5, LANE, STORED);
        ledger.drop(2, STORED, DropReason.STORE_FULL);
        ledger.move(3, STORED, LEASED);
        ledger.drop(3, LEASED, DropReason.REJECTED);
        ledger.drop(0, LANE, DropReason.CLOSED);
        assertThat(ledger.snapshot())
                .isEqualTo(new TracingStats(6, 0, 0, 0, Map.of("unencodable", 1L, "store_full", 2L, "rejected", 3L)));
        assertThat(ledger.droppedTotal(DropReason.STORE_FULL)).isEqualTo(2);
        assertThat(ledger.settledTotal()).isEqualTo(6);
    }

    @Test
    void whatAPersistentStoreHeldAtTheStartCountsAsRecordedAndStored() {
        ledger.restored(4);
        lane.addAndGet(1);
        assertThat(ledger.snapshot()).isEqualTo(new TracingStats(5, 0, 4, 1, Map.of()));
    }

    @Test
    void spillsAndUploadsAreCountedBesidesAndChangeNoState() {
        lane.addAndGet(5);
        ledger.spilled(5);
        ledger.uploaded(4);
        assertThat(ledger.spilledTotal()).isEqualTo(5);
        assertThat(ledger.uploadedTotal()).isEqualTo(4);
        assertThat(ledger.snapshot()).isEqualTo(new TracingStats(5, 0, 0, 5, Map.of()));
    }

    @Test
    void everyReasonHasAWireNameOfItsOwn() {
        assertThat(Stream.of(DropReason.values()).map(DropReason::wireName))
                .containsExactly(
                        "store_full",
                        "sampled_under_pressure",
                        "store_error",
                        "too_large",
                        "rejected",
                        "unencodable",
                        "closed");
    }

    @Test
    void theAccountAddsUpAfterManyThreadsMovedEventsAndNoSnapshotOnTheWayIsNegative() throws Exception {
        int threads = 4;
        int each = 50_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> movers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                movers.add(pool.submit(() -> moveEventsAlong(each)));
            }
            long lowest = 0;
            while (movers.stream().anyMatch(mover -> !mover.isDone())) {
                for (Ledger.State state : Ledger.State.values()) {
                    lowest = Math.min(lowest, ledger.events(state));
                }
                TracingStats stats = ledger.snapshot();
                lowest = Math.min(lowest, stats.recorded() - stats.delivered() - stats.droppedTotal());
            }
            assertThat(lowest).isZero();
            for (Future<?> mover : movers) {
                mover.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        TracingStats stats = ledger.snapshot();
        assertThat(stats.recorded()).isEqualTo((long) threads * each);
        assertThat(stats.stored()).isZero();
        assertThat(stats.inFlight()).isZero();
        assertThat(stats.delivered() + stats.droppedTotal()).isEqualTo(stats.recorded());
    }

    private void moveEventsAlong(int events) {
        for (int i = 0; i < events; i++) {
            lane.addAndGet(1);
            ledger.move(1, LANE, STORED);
            ledger.move(1, STORED, LEASED);
            if (ThreadLocalRandom.current().nextInt(10) == 0) {
                ledger.drop(1, LEASED, DropReason.TOO_LARGE);
            } else {
                ledger.move(1, LEASED, DELIVERED);
            }
        }
    }
}
