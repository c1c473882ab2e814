package io.telltale.internal.store;

import static io.telltale.internal.store.Disk.ENVELOPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingTest {
    private final Pending pending = new Pending(1);
    private final EncodedEvent one = Disk.event(ENVELOPE, "one");
    private final EncodedEvent two = Disk.event(ENVELOPE, "two");

    @Test
    void anEventThatMovesKeepsItsOldPlaceOnTheDiskUntilItIsTakenForTheNewOne() {
        pending.add(List.of(one, two));
        take();
        assertThat(pending.moveLast(List.of(one))).isTrue();
        assertThat(pending.takeGone()).isEmpty();
        assertThat(take()).containsExactly(new KeptEvent(3, one));
        assertThat(pending.takeGone()).containsExactly(1L);
        pending.remove(List.of(one));
        assertThat(pending.takeGone()).containsExactly(3L);
    }

    @Test
    void anEventThatLeavesOnTheMoveLeavesItsOldPlace() {
        pending.add(List.of(one));
        take();
        pending.moveLast(List.of(one));
        assertThat(pending.taken())
                .as("for a disk that failed meanwhile")
                .containsExactly(java.util.Map.entry(1L, one));
        pending.remove(List.of(one));
        assertThat(pending.takeGone()).containsExactly(1L);
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void anEventThatIsNotOnTheDiskYetMovesBehindTheOthers() {
        pending.add(List.of(one, two));
        assertThat(pending.moveLast(List.of(one)))
                .as("whether there was nothing before")
                .isFalse();
        assertThat(take()).containsExactly(new KeptEvent(2, two), new KeptEvent(3, one));
    }

    @Test
    void anEventThatLeftMeanwhileDoesNotMove() {
        pending.add(List.of(one));
        pending.remove(List.of(one));
        assertThat(pending.moveLast(List.of(one))).isFalse();
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void keysBeginAboveThoseOfAFileThatIsOpenedLater() {
        pending.add(List.of(one, two));
        pending.startAbove(7);
        assertThat(take()).containsExactly(new KeptEvent(8, one), new KeptEvent(9, two));
        pending.add(List.of(one));
        assertThat(take()).containsExactly(new KeptEvent(10, one));
    }

    private List<KeptEvent> take() {
        return pending.takeFresh(System.nanoTime(), 100, 10_000);
    }
}
