package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.TracingStats;
import io.telltale.internal.delivery.FaultyStore.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's store that throws costs events with a name, never a call and never the courier. */
class FaultyStoreTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final FaultyStore store = new FaultyStore();
    private final VirtualRoad road = new VirtualRoad(settings -> settings.store = store);

    @ParameterizedTest
    @EnumSource(Method.class)
    void whicheverMethodThrowsTheRoadGoesOnOnceItNoLongerDoes(Method method) {
        store.breakDown(method);
        road.record(3);
        road.advance(A_MINUTE);
        int stepsWhileBroken = road.steps();
        road.endpoint.answers(FakeEndpoint.status(503));
        road.record(3);
        road.advance(A_MINUTE);
        assertThat(road.steps() - stepsWhileBroken).as("no spinning").isLessThan(1_000);
        store.repair();
        road.endpoint.answers(FakeEndpoint.status(200));
        road.record(3);
        road.advance(A_MINUTE);
        road.assertQuiet();
        TracingStats stats = road.stats();
        assertThat(stats.recorded()).isEqualTo(9);
        assertThat(stats.stored()).isZero();
        assertThat(road.endpoint.accepted()).contains("e7", "e8", "e9");
        assertThat(stats.dropped().keySet()).isSubsetOf("store_error");
    }

    @ParameterizedTest
    @ValueSource(classes = {NoSuchMethodError.class, IOException.class, StackOverflowError.class})
    void whateverItThrowsReachesNoCaller(Class<? extends Throwable> fault) throws Exception {
        store.fault = fault.getConstructor().newInstance();
        VirtualRoad narrow = new VirtualRoad(settings -> {
            settings.store = store;
            settings.laneEvents = 1;
        });
        store.breakDown(Method.ADD);
        narrow.record(3);
        narrow.advance(A_MINUTE);
        narrow.assertQuiet();
        assertThat(narrow.stats().dropped()).containsEntry("store_error", 3L);
    }

    @Test
    void eventsThatCanNotBeGivenBackAreLostAsStoreErrors() {
        store.breakDown(Method.GIVE_BACK);
        road.endpoint.answers(FakeEndpoint.status(404));
        road.record(2);
        road.advance(A_MINUTE);
        road.assertQuiet();
        assertThat(road.stats().dropped()).containsEntry("store_error", 2L);
    }

    @Test
    void aStoreThatCanNoLongerTellWhatItHoldsStillLeavesAnEvenAccountAtTheEnd() {
        road.endpoint.answers(FakeEndpoint.status(404));
        road.record(2);
        road.advance(A_MINUTE);
        store.breakDown(Method.LEASE, Method.SIZE, Method.SETTLE, Method.IS_PERSISTENT, Method.CLOSE);
        TracingStats last = road.end();
        assertThat(last.stored()).isZero();
        assertThat(last.inFlight()).isZero();
        assertThat(last.dropped()).containsEntry("store_error", 2L);
    }

    @Test
    void aStoreThatAnswersNullCostsWhatItWasGiven() {
        VirtualRoad nulls = new VirtualRoad(settings -> settings.store = new NullStore());
        nulls.record(2);
        nulls.advance(A_MINUTE);
        assertThat(nulls.troubles).isEmpty();
        assertThat(nulls.stats().dropped()).containsEntry("store_error", 2L);
        assertThat(nulls.stats().inFlight()).isZero();
    }

    /** Claims to hold something, and answers null. */
    @SuppressWarnings("NullAway") // its very fault
    private static final class NullStore implements EventStore {
        @Override
        public List<EncodedEvent> add(EncodedEvent event) {
            return null;
        }

        @Override
        public List<EncodedEvent> lease(int maxEvents, long maxBytes) {
            return null;
        }

        @Override
        public void settle(List<EncodedEvent> leased) {}

        @Override
        public void giveBack(List<EncodedEvent> leased) {}

        @Override
        public void giveBackLast(List<EncodedEvent> leased) {}

        @Override
        public EncodedEvent oldest() {
            return null;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public long bytes() {
            return 0;
        }
    }
}
