package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store whose methods throw when told to, and which outlives the process when told to. */
class FaultyStore implements EventStore {
    enum Method {
        ADD,
        LEASE,
        SETTLE,
        GIVE_BACK,
        GIVE_BACK_LAST,
        OLDEST,
        SIZE,
        BYTES,
        FILL,
        IS_PERSISTENT,
        CLOSE
    }

    /** What a faulty method throws. */
    Throwable fault = new IllegalStateException("store broken");

    boolean persistent;
    boolean closed;

    private final InMemoryEventStore store = new InMemoryEventStore(1_000_000, 64 << 20, false);
    private final Set<Method> broken = EnumSet.noneOf(Method.class);

    void breakDown(Method method, Method... more) {
        broken.addAll(EnumSet.of(method, more));
    }

    void repair() {
        broken.clear();
    }

    @Override
    public List<EncodedEvent> add(EncodedEvent event) {
        mayFail(Method.ADD);
        return store.add(event);
    }

    @Override
    public List<EncodedEvent> lease(int maxEvents, long maxBytes) {
        mayFail(Method.LEASE);
        return store.lease(maxEvents, maxBytes);
    }

    @Override
    public void settle(List<EncodedEvent> leased) {
        mayFail(Method.SETTLE);
        store.settle(leased);
    }

    @Override
    public void giveBack(List<EncodedEvent> leased) {
        mayFail(Method.GIVE_BACK);
        store.giveBack(leased);
    }

    @Override
    public void giveBackLast(List<EncodedEvent> leased) {
        mayFail(Method.GIVE_BACK_LAST);
        store.giveBackLast(leased);
    }

    @Override
    public @Nullable EncodedEvent oldest() {
        mayFail(Method.OLDEST);
        return store.oldest();
    }

    @Override
    public int size() {
        mayFail(Method.SIZE);
        return store.size();
    }

    @Override
    public long bytes() {
        mayFail(Method.BYTES);
        return store.bytes();
    }

    @Override
    public double fill() {
        mayFail(Method.FILL);
        return store.fill();
    }

    @Override
    public boolean isPersistent() {
        mayFail(Method.IS_PERSISTENT);
        return persistent;
    }

    @Override
    public void close() {
        mayFail(Method.CLOSE);
        closed = true;
    }

    private void mayFail(Method method) {
        if (broken.contains(method)) {
            sneak(fault);
        }
    }

    /** As a store in Kotlin would: no compiler keeps a checked exception from leaving it. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable fault) throws T {
        throw (T) fault;
    }
}
