package io.telltale.internal.delivery;

import static io.telltale.internal.delivery.ChunkedDeque.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkedDequeTest {
    private final ChunkedDeque<Integer> deque = new ChunkedDeque<>();

    @Test
    void aDrainedDequeGivesItsMemoryBackAndADrainingOneAsItDrains() {
        int burst = 100 * CHUNK;
        for (int i = 0; i < burst; i++) {
            deque.addLast(i);
        }
        assertThat(deque.capacity()).isEqualTo(burst);
        for (int i = 0; i < burst / 2; i++) {
            deque.removeFirst();
        }
        assertThat(deque.capacity()).isLessThanOrEqualTo(burst / 2 + CHUNK);
        while (deque.size() > 0) {
            deque.removeFirst();
        }
        assertThat(deque.capacity()).isEqualTo(CHUNK);
        assertThat(deque.peekFirst()).isNull();
    }

    @Test
    void anElementTakenAndGivenBackAtAChunkEdgeMakesNoMoreThanOneChunk() {
        for (int i = 0; i < CHUNK; i++) {
            deque.addLast(i);
        }
        for (int i = 0; i < 10 * CHUNK; i++) {
            deque.addFirst(deque.removeFirst());
        }
        assertThat(deque.capacity()).isLessThanOrEqualTo(2 * CHUNK);
    }

    @Test
    void itHoldsWhatAnArrayDequeHoldsWhateverIsDoneToIt() {
        Random random = new Random(42);
        ArrayDeque<Integer> model = new ArrayDeque<>();
        for (int round = 0; round < 2_000; round++) {
            int run = random.nextInt(CHUNK);
            int action = random.nextInt(4);
            for (int i = 0; i < run; i++) {
                int value = round * CHUNK + i;
                if (action == 0) {
                    deque.addFirst(value);
                    model.addFirst(value);
                } else if (action == 1) {
                    deque.addLast(value);
                    model.addLast(value);
                } else if (!model.isEmpty()) {
                    assertThat(deque.removeFirst()).isEqualTo(model.removeFirst());
                }
            }
            assertThat(deque.size()).isEqualTo(model.size());
            assertThat(deque.peekFirst()).isEqualTo(model.peekFirst());
        }
    }
}
