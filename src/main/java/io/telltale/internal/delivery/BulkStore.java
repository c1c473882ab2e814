package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import java.util.List;

/** An event store that takes many events as quickly as one: all of them, or none if it throws. */
public interface BulkStore extends EventStore {
    /**
     * Adds events as {@link #add} one after another would.
     *
     * @return the events dropped for them; never null
     */
    List<EncodedEvent> addAll(List<? extends EncodedEvent> events);
}
