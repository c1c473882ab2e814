package io.telltale.internal.delivery;

import static io.telltale.internal.delivery.Interleavings.require;

import io.telltale.EncodedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store in memory, filled by callers past a full lane while the courier leases, settles and gives back. */
public class StoreLincheckTest {
    /** Room for three events, or for two that are large. */
    private final InMemoryEventStore store = new InMemoryEventStore(3, 3 * 64 + 40, false);

    /** The courier's. */
    private List<EncodedEvent> leased = new ArrayList<>();

    @Operation
    public String add(@Param(gen = IntGen.class, conf = "1:20") int bytes) {
        return sizes(store.add(new EncodedEvent(FakeFormat.ENVELOPE, new byte[bytes], 0)));
    }

    @Operation(nonParallelGroup = "courier")
    public String lease() {
        if (!leased.isEmpty()) {
            return "a lease is under way";
        }
        leased = store.lease(2, 100);
        return sizes(leased);
    }

    @Operation(nonParallelGroup = "courier")
    public void settle() {
        store.settle(leased);
        leased = new ArrayList<>();
    }

    @Operation(nonParallelGroup = "courier")
    public void giveBack() {
        store.giveBack(leased);
        leased = new ArrayList<>();
    }

    @Operation(nonParallelGroup = "courier")
    public void giveBackLast() {
        store.giveBackLast(leased);
        leased = new ArrayList<>();
    }

    @Operation
    public int size() {
        return store.size();
    }

    /** The figures are published one after the other: each is exact, two together only once all is quiet. */
    @Validate
    public void isWithinItsBounds() {
        require(store.fill() <= 1, "holds more than it may");
    }

    private static String sizes(List<EncodedEvent> events) {
        StringBuilder sizes = new StringBuilder();
        for (EncodedEvent event : events) {
            sizes.append(event.size()).append(' ');
        }
        return sizes.toString();
    }

    @Test
    void everyOperationHappensAtOneMoment() {
        Interleavings.checkSome(StoreLincheckTest.class);
    }

    @Test
    @Tag("full")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyOperationHappensAtOneMomentInManyScenarios() {
        Interleavings.checkMany(StoreLincheckTest.class);
    }
}
