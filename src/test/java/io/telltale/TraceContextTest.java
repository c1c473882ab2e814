package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TraceContextTest {
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @AfterEach
    void forget() {
        TraceContext.exchange(null);
    }

    private static Map<String, String> injected() {
        Map<String, String> headers = new HashMap<>();
        TraceContext.inject(headers::put);
        return headers;
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            TraceContext span = new TraceContext(
                    random.nextLong(), random.nextLong() >>> random.nextInt(64), 1 + random.nextInt(), i % 2 == 0, 5);
            if (span.spanIdAsLong() == 0) {
                continue;
            }
            TraceContext read = TraceContext.parse(span.traceparent(), "vendor=" + i, 9);

            assertThat(read).isNotNull();
            assertThat(read.traceparent()).isEqualTo(span.traceparent()).hasSize(55);
            assertThat(read.sampled()).isEqualTo(span.sampled());
            assertThat(read.tracestate()).isEqualTo("vendor=" + i);
            assertThat(read.epochOffsetNanos()).isEqualTo(9);
        }
    }

    @Test
    void aLaterVersionAndItsFlagsArePassedOnAsVersion00() {
        TraceContext read =
                TraceContext.parse("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff-future", null, 0);

        assertThat(read.traceparent()).isEqualTo(TRACEPARENT);
    }

    @Test
    void aChildKeepsTraceFlagAndState() {
        TraceContext child = TraceContext.parse(TRACEPARENT, "vendor=1", 0).child(0xabc);

        assertThat(child.traceparent()).isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000abc-01");
        assertThat(child.tracestate()).isEqualTo("vendor=1");
        assertThat(child.child(1).tracestate()).isEqualTo("vendor=1");
    }

    @Test
    void theCurrentSpanIsInjectedIntoAnyClient() {
        TraceContext.exchange(TraceContext.parse(TRACEPARENT, "vendor=1", 0));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost/"));

        TraceContext.inject(request::setHeader);

        assertThat(request.build().headers().map())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("traceparent", List.of(TRACEPARENT), "tracestate", List.of("vendor=1")));
    }

    @Test
    void withoutAStateNoneIsInjected() {
        TraceContext.exchange(TraceContext.parse(TRACEPARENT, null, 0));

        assertThat(injected()).isEqualTo(Map.of("traceparent", TRACEPARENT));
    }

    @Test
    void outsideASpanNothingIsInjected() {
        assertThat(injected()).isEmpty();
        TraceContext.exchange(new TraceContext(1, 2, 0, true, 0));
        assertThat(injected()).as("of a trace without a span").isEmpty();
        TraceContext.suppress();
        assertThat(injected()).as("while tracing is suppressed").isEmpty();
    }

    @Test
    void whatTheClientThrowsReachesItsCaller() {
        TraceContext.exchange(TraceContext.parse(TRACEPARENT, null, 0));

        assertThatThrownBy(() -> TraceContext.inject((name, value) -> {
                    throw new IllegalStateException("sent already");
                }))
                .hasMessage("sent already");
    }
}
