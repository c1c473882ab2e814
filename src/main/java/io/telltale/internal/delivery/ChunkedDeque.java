package io.telltale.internal.delivery;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A double-ended queue in linked chunks of an array each. Unlike {@link java.util.ArrayDeque} it never copies (a million
 * events would be moved under the store's lock), costs one reference an element however full it is, and gives memory
 * back as it drains. Not thread-safe.
 */
final class ChunkedDeque<E> {
    static final int CHUNK = 512;

    // The first element is at first.slots[from], the last at last.slots[to - 1]; no chunk is empty but a sole one.
    private Chunk first = new Chunk();
    private Chunk last = first;
    private int from;
    private int to;
    private int size;

    int size() {
        return size;
    }

    void addLast(E element) {
        if (to == CHUNK) {
            Chunk chunk = new Chunk();
            last.next = chunk;
            last = chunk;
            to = 0;
        }
        last.slots[to++] = element;
        size++;
    }

    void addFirst(E element) {
        if (from == 0) {
            if (size == 0) {
                restAt(CHUNK);
            } else {
                Chunk chunk = new Chunk();
                chunk.next = first;
                first = chunk;
                from = CHUNK;
            }
        }
        first.slots[--from] = element;
        size++;
    }

    @Nullable E peekFirst() {
        return size == 0 ? null : elementAt(from);
    }

    /** Takes the first element; the deque must not be empty. */
    E removeFirst() {
        E element = elementAt(from);
        first.slots[from++] = null;
        size--;
        if (size == 0) {
            restAt(0);
        } else if (from == CHUNK) {
            Chunk next = requireNonNull(first.next);
            // An old dead chunk that points to a young one would keep it alive through minor collections.
            first.next = null;
            first = next;
            from = 0;
        }
        return element;
    }

    /** How many elements would fit without another chunk being made. */
    int capacity() {
        int chunks = 1;
        for (Chunk chunk = first; chunk != last; chunk = requireNonNull(chunk.next)) {
            chunks++;
        }
        return chunks * CHUNK;
    }

    /** Empty, and ready to grow from {@code index} in either direction. */
    private void restAt(int index) {
        from = index;
        to = index;
    }

    @SuppressWarnings("unchecked") // only addFirst and addLast write to slots
    private E elementAt(int index) {
        return (E) requireNonNull(first.slots[index]);
    }

    private static final class Chunk {
        final @Nullable Object[] slots = new @Nullable Object[CHUNK];

        @Nullable Chunk next;
    }
}
