package io.telltale;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;

/** The contract over a store as a user might bring it: short and plain. */
class ListEventStoreTest extends EventStoreContract {
    @Override
    protected EventStore store(int maxEvents, long maxBytes, boolean dropNewest) {
        return new ListEventStore(maxEvents, maxBytes, dropNewest);
    }

    private static final class ListEventStore implements EventStore {
        private final int maxEvents;
        private final long maxBytes;
        private final boolean dropNewest;
        private final LinkedList<EncodedEvent> waiting = new LinkedList<>();
        private final List<EncodedEvent> leased = new ArrayList<>();

        ListEventStore(int maxEvents, long maxBytes, boolean dropNewest) {
            this.maxEvents = maxEvents;
            this.maxBytes = maxBytes;
            this.dropNewest = dropNewest;
        }

        @Override
        public synchronized List<EncodedEvent> add(EncodedEvent event) {
            waiting.addLast(event);
            if (!isOverflowing()) {
                return List.of();
            }
            waiting.removeLast();
            if (dropNewest || leased.size() == maxEvents || weight(leased) + weight(List.of(event)) > maxBytes) {
                return List.of(event);
            }
            List<EncodedEvent> dropped = new ArrayList<>();
            waiting.addLast(event);
            while (isOverflowing()) {
                dropped.add(waiting.removeFirst());
            }
            return dropped;
        }

        @Override
        public synchronized List<EncodedEvent> lease(int maxEvents, long maxBytes) {
            List<EncodedEvent> taken = new ArrayList<>();
            long bodies = 0;
            while (taken.size() < maxEvents && !waiting.isEmpty()) {
                EncodedEvent next = waiting.getFirst();
                bodies += next.size();
                if (!taken.isEmpty()
                        && (bodies > maxBytes
                                || !next.envelope().equals(taken.get(0).envelope()))) {
                    break;
                }
                taken.add(waiting.removeFirst());
            }
            leased.addAll(taken);
            return taken;
        }

        @Override
        public synchronized void settle(List<EncodedEvent> events) {
            leased.removeAll(events);
        }

        @Override
        public synchronized void giveBack(List<EncodedEvent> events) {
            leased.removeAll(events);
            waiting.addAll(0, events);
        }

        @Override
        public synchronized void giveBackLast(List<EncodedEvent> events) {
            leased.removeAll(events);
            waiting.addAll(events);
        }

        @Override
        public synchronized EncodedEvent oldest() {
            return waiting.isEmpty() ? null : waiting.get(0);
        }

        @Override
        public synchronized int size() {
            return waiting.size();
        }

        @Override
        public synchronized long bytes() {
            return weight(waiting) + weight(leased);
        }

        private boolean isOverflowing() {
            return waiting.size() + leased.size() > maxEvents || bytes() > maxBytes;
        }

        private static long weight(List<EncodedEvent> events) {
            long bytes = 0;
            for (EncodedEvent event : events) {
                bytes += event.size() + OVERHEAD_BYTES;
            }
            return bytes;
        }
    }
}
