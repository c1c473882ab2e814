package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waitsDoubleUpToTheLongest() {
        assertThat(waits(100, 2_000, 0.5, 7)).containsExactly(100L, 200L, 400L, 800L, 1_600L, 2_000L, 2_000L);
    }

    @Test
    void theJitterComesAfterTheCapSoThatLongWaitsKeepIt() {
        assertThat(waits(100, 2_000, 0, 7)).endsWith(1_000L, 1_000L);
        assertThat(waits(100, 2_000, 0.999_999, 7).get(6)).isBetween(2_999L, 3_000L);
    }

    @Test
    void aFirstWaitBeyondTheLongestIsTheLongest() {
        assertThat(waits(5_000, 2_000, 0.5, 2)).containsExactly(2_000L, 2_000L);
    }

    @Test
    void noAttemptIsSoLateThatTheWaitOverflows() {
        Backoff backoff = new Backoff(Duration.ofNanos(1), Duration.ofHours(1), () -> 0.5);
        for (int attempt : new int[] {43, 62, 63, 64, 1_000, Integer.MAX_VALUE}) {
            assertThat(backoff.nanos(attempt)).isEqualTo(Duration.ofHours(1).toNanos());
        }
    }

    private static List<Long> waits(long first, long longest, double random, int attempts) {
        Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis(longest), () -> random);
        return IntStream.rangeClosed(1, attempts)
                .mapToObj(attempt -> backoff.nanos(attempt) / 1_000_000)
                .toList();
    }
}
