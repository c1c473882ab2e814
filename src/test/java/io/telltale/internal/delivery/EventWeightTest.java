package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import io.telltale.internal.format.EncodedValue;
import io.telltale.internal.format.JsonFormat;
import io.telltale.internal.format.SystemInfo;
import io.telltale.internal.format.ValueSink;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventWeightTest {
    @Test
    void anEventWithoutValuesWeighsNothing() {
        assertThat(EventWeight.of(event().build())).isZero();
        assertThat(EventWeight.of(event().output(null).build())).isZero();
        assertThat(EventWeight.of(
                        event().inputs(new String[] {"n"}, new Object[] {42}).build()))
                .isZero();
    }

    @Test
    void textAndSnapshotsWeighWhatTheyHold() {
        ValueSink sink = new JsonFormat(SystemInfo.ofThisProcess("shop", null, null, Map.of())).newValueSink();
        sink.text("thirty bytes with its quotes");
        EncodedValue snapshot = sink.finish();
        Object[] inputs = {"four", snapshot, null};
        TraceEvent event = event().inputs(new String[] {"a", "b", "c"}, inputs)
                .output("result")
                .build();
        assertThat(EventWeight.of(event)).isEqualTo(4 + 30 + 6);
    }

    @Test
    void aFailureWeighsItsMessageAndItsStackTrace() {
        assertThat(EventWeight.of(
                        event().failure(new TraceFailure("E", "no", "at x")).build()))
                .isEqualTo(6);
        assertThat(EventWeight.of(
                        event().failure(new TraceFailure("E", null, "at x")).build()))
                .isEqualTo(4);
    }

    private static TraceEvent.Builder event() {
        return TraceEvent.of("e", new TraceContext(1, 1, 1, true, 0));
    }
}
