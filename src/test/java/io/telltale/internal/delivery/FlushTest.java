package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FlushTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final List<Throwable> troubles = new ArrayList<>();

    private boolean await(Duration timeout) {
        return Flush.await(done, timeout, troubles::add);
    }

    @Test
    void whoWaitsLearnsWhetherAllHasLeft() {
        done.complete(true);
        assertThat(await(LONG)).isTrue();
        assertThat(await(Duration.ZERO)).isTrue();
        assertThat(await(Duration.ofSeconds(-1))).isTrue();
        assertThat(await(ChronoUnit.FOREVER.getDuration())).isTrue();
        assertThat(Flush.await(CompletableFuture.completedFuture(false), LONG, troubles::add))
                .isFalse();
        assertThat(troubles).isEmpty();
    }

    @Test
    void whoNoLongerWaitsIsForgotten() {
        assertThat(await(Duration.ofSeconds(-1))).isFalse();
        assertThat(done).isCancelled();
    }

    @Test
    void aWaitForEverEndsWithTheFlush() {
        CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS).execute(() -> done.complete(true));

        assertThat(await(ChronoUnit.FOREVER.getDuration())).isTrue();
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        Thread.currentThread().interrupt();

        assertThat(await(LONG)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).isCancelled();
    }

    @Test
    void aFlushThatFailsIsToldAndHasNotSentAll() {
        done.completeExceptionally(new IllegalStateException("a bug"));

        assertThat(await(LONG)).isFalse();
        assertThat(troubles).singleElement().asString().contains("a bug");
    }

    @Test
    void itConcludesOnceEachOfItsEpochsIsSettledAndTellsWhatWasLostMeanwhile() {
        Epoch one = new Epoch();
        Epoch two = new Epoch();
        one.stored(1);
        two.stored(1);
        one.lostBeforeStored();
        Flush flush = new Flush(List.of(one, two), done);

        assertThat(flush.concluded()).isFalse();
        one.delivered(1);
        assertThat(flush.concluded()).isFalse();
        two.delivered(1);
        assertThat(flush.concluded()).isTrue();
        assertThat(done).isCompletedWithValue(true);
    }

    @Test
    void whatIsLostWhileItWaitsIsNoSuccess() {
        Epoch epoch = new Epoch();
        epoch.stored(2);
        Flush flush = new Flush(List.of(epoch), done);
        epoch.dropped(1);
        epoch.delivered(1);

        assertThat(flush.concluded()).isTrue();
        assertThat(done).isCompletedWithValue(false);
    }

    @Test
    void oneThatIsGivenUpHasNotSentAll() {
        Epoch epoch = new Epoch();
        epoch.stored(1);
        Flush flush = new Flush(List.of(epoch), done);
        flush.giveUp();

        assertThat(flush.concluded()).isTrue();
        assertThat(done).isCompletedWithValue(false);
    }
}
