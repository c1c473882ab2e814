package io.telltale;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where encoded events wait: first in, first out, bounded. An event is <em>waiting</em> or <em>leased</em>; leased events
 * keep their room, so giving them back can't overflow.
 *
 * <p>Implementations are thread-safe and quick: callers of traced methods may call {@link #add} themselves when the lane
 * is full, so it must never block on I/O. A method that throws costs the events in hand, counted as {@code store_error};
 * it never reaches the application. {@link EncodedEvent} objects are handed out by identity: a lease returns the very
 * objects that {@code add} was given.
 */
public interface EventStore extends AutoCloseable {
    /** What an event weighs in a store beside its body. */
    int OVERHEAD_BYTES = 64;

    /**
     * Adds an event at the tail, within the bounds.
     *
     * @return the events dropped for it: empty, older waiting ones, or the event itself; never null
     */
    List<EncodedEvent> add(EncodedEvent event);

    /**
     * Takes the oldest waiting events, all of one {@link Envelope}: at most {@code maxEvents}, and at most {@code
     * maxBytes} of bodies unless the first alone is larger.
     *
     * @return oldest first; empty when nothing waits
     */
    List<EncodedEvent> lease(int maxEvents, long maxBytes);

    /** Ends the lease of events that left for good, delivered or dropped, and frees their room. */
    void settle(List<EncodedEvent> leased);

    /** Ends the lease of events that are to leave first next time: back to the head, in the order given. */
    void giveBack(List<EncodedEvent> leased);

    /** Ends the lease of events that others should overtake: back to the tail, in the order given. */
    void giveBackLast(List<EncodedEvent> leased);

    /** The event that would be leased first, or null when nothing waits. */
    @Nullable EncodedEvent oldest();

    /** How many events wait; leased ones are not counted. */
    int size();

    /** The room that waiting and leased events take: bodies and {@link #OVERHEAD_BYTES} each. */
    long bytes();

    /** How full the store is, from 0 to 1, by the bound that is nearest; 0 for a store without bounds. */
    default double fill() {
        return 0;
    }

    /** Whether what waits outlives the process; if not, it counts as dropped when tracing is closed. */
    default boolean isPersistent() {
        return false;
    }

    /** Called once, after the last use. If a persistent store throws, what waits counts as {@code store_error}. */
    @Override
    default void close() {}
}
