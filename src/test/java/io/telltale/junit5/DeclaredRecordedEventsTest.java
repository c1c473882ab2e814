package io.telltale.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.Tracing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The annotation alone will do. */
@ExtendWith(RecordedEvents.class)
class DeclaredRecordedEventsTest {
    private final RecordedEvents events;

    DeclaredRecordedEventsTest(RecordedEvents events) {
        this.events = events;
    }

    @Test
    void constructorAndTestGetTheSame(RecordedEvents injected) {
        assertThat(injected).isSameAs(events);
    }

    @Test
    void oneTestTellsItsEvents(Tracing tracing) {
        tracing.open("step").close();

        assertThat(events.all()).hasSize(1);
    }

    @Test
    void theNextFindsNothingOfThem(Tracing tracing) {
        tracing.open("step").close();

        assertThat(events.all()).hasSize(1);
    }
}
