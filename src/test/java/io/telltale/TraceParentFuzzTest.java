package io.telltale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Test;

/** Whatever a caller's headers hold: nothing is understood, or what is passed on is what came, in a header's alphabet. */
class TraceParentFuzzTest {
    @FuzzTest
    void whatIsUnderstoodIsPassedOnAsItCame(byte[] data) {
        String[] headers = new String(data, UTF_8).split("\n", 2);
        String tracestate = headers.length > 1 ? headers[1] : null;
        TraceContext context = TraceContext.parse(headers[0], tracestate, 7);
        if (context == null) {
            return;
        }
        assertThat(context.traceparent())
                .matches("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]")
                .contains(headers[0].substring(2, 53));
        TraceContext again = TraceContext.parse(context.traceparent(), context.tracestate(), 7);
        assertThat(again.traceparent()).isEqualTo(context.traceparent());
        assertThat(again.tracestate()).isEqualTo(context.tracestate());
        if (context.tracestate() != null) {
            assertThat(context.tracestate()).isEqualTo(tracestate).matches("[\\t -~]{1,512}");
        }
    }

    @Test
    void theSameOfChangedFilesOfTheCorpus() {
        Mutations.of(
                TraceParentFuzzTest.class,
                "whatIsUnderstoodIsPassedOnAsItCame",
                10_000,
                this::whatIsUnderstoodIsPassedOnAsItCame);
    }
}
