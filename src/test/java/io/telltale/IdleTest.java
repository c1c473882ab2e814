package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What a traced application that does nothing pays. */
@EveryDelivery
class IdleTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Duration OBSERVED = Duration.ofSeconds(3);

    @Parameter
    private Delivery delivery;

    @Test
    void anIdleApplicationWakesNoThreadMoreThanOnceASecond() {
        Set<Long> others = threads();
        try (Scene scene = Scene.of(
                delivery,
                settings ->
                        settings.uploadInterval(TracingConfig.builder().build().uploadInterval()))) {
            scene.place(10);
            scene.drain();
            Set<Long> ours = threads();
            ours.removeAll(others);
            AtomicLong last = new AtomicLong(waits(ours));

            // Each wake-up of a thread ends in another wait; the first moments may still hold some of the traffic's.
            await().pollDelay(OBSERVED)
                    .pollInterval(OBSERVED)
                    .atMost(OBSERVED.multipliedBy(10))
                    .untilAsserted(() -> {
                        long now = waits(ours);
                        assertThat(now - last.getAndSet(now)).isLessThanOrEqualTo(OBSERVED.toSeconds());
                    });
        }
    }

    private static Set<Long> threads() {
        return Arrays.stream(THREADS.getAllThreadIds()).boxed().collect(Collectors.toSet());
    }

    private static long waits(Set<Long> ids) {
        return ids.stream()
                .map(THREADS::getThreadInfo)
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().matches("(telltale-|OkHttp|Okio|CompletableFutureDelay).*"))
                .mapToLong(ThreadInfo::getWaitedCount)
                .sum();
    }
}
