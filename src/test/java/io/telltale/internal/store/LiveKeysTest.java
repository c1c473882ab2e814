package io.telltale.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveKeysTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void itHoldsWhatASetHoldsAndWritesItDown(int seed) {
        Random random = new Random(seed);
        LiveKeys keys = new LiveKeys();
        Set<Long> model = new TreeSet<>();
        long highest = 0;
        for (int i = 0; i < 2_000; i++) {
            long key = 1 + random.nextInt(60);
            if (random.nextBoolean()) {
                keys.add(key);
                model.add(key);
                highest = Math.max(highest, key);
            } else {
                keys.remove(key);
                model.remove(key);
            }
            LiveKeys read = LiveKeys.of(keys.toBytes());
            assertThat(read.highest()).isEqualTo(keys.highest()).isEqualTo(highest);
            long newest = highest;
            assertThat(LongStream.rangeClosed(1, 61).filter(keys::mayBe))
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, 61)
                            .filter(k -> model.contains(k) || k > newest)
                            .boxed()
                            .toList());
            assertThat(LongStream.rangeClosed(1, 61).filter(read::mayBe))
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, 61)
                            .filter(keys::mayBe)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void manyGapsAreWrittenAsFewRangesThatHoldAtLeastTheSame() {
        LiveKeys keys = new LiveKeys();
        for (long key = 2; key <= 5_000; key += 2) {
            keys.add(key);
        }
        byte[] bytes = keys.toBytes();
        assertThat(bytes.length).isLessThanOrEqualTo(8 + 16 * LiveKeys.MAX_RANGES);
        LiveKeys read = LiveKeys.of(bytes);
        assertThat(LongStream.rangeClosed(1, 5_000).filter(keys::mayBe).allMatch(read::mayBe))
                .isTrue();
        assertThat(read.mayBe(3)).as("the oldest are exact").isFalse();
    }

    @Test
    void otherBytesAreNone() {
        assertThat(LiveKeys.of(new byte[9])).isNull();
        assertThat(LiveKeys.of(new byte[0])).isNull();
    }
}
