package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telltale.junit5.RecordedEvents;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** The ids of traces in what the application logs. */
class LoggedIdsTest {
    private final RecordedEvents events = RecordedEvents.create(TracingConfig.from(Map.of("TELLTALE_MDC", "true")));
    private final Tracing tracing = events.tracing();

    /** What stood in the MDC at each look. */
    private final List<Map<String, String>> seen = new ArrayList<>();

    interface Step {
        @Traced
        void run();
    }

    interface Later {
        @Traced
        CompletionStage<String> run();
    }

    @AfterEach
    void theThreadIsLeftAsItWas() {
        assertThat(TraceContext.current()).isNull();
        assertThat(mdc()).isEmpty();
    }

    private static Map<String, String> mdc() {
        Map<String, String> copy = MDC.getCopyOfContextMap();
        return copy == null ? Map.of() : copy;
    }

    private void look() {
        seen.add(mdc());
    }

    private static Map<String, String> idsOf(TraceContext span) {
        return Map.of("traceId", span.traceId(), "spanId", span.spanId());
    }

    @Test
    void theCurrentSpansIdsStandThereDuringACallAndNotAfter() {
        tracing.trace(Step.class, () -> {
                    look();
                    assertThat(mdc()).isEqualTo(idsOf(TraceContext.current()));
                })
                .run();

        assertThat(seen).hasSize(1);
    }

    @Test
    void aNestedCallsStandThereDuringItAndTheOutersAgainAfter() {
        Step inner = tracing.trace(Step.class, () -> assertThat(mdc()).isEqualTo(idsOf(TraceContext.current())));
        try (TraceScope outer = tracing.open("outer")) {
            inner.run();
            assertThat(mdc()).isEqualTo(idsOf(outer.context()));
            inner.run();
            assertThat(mdc()).isEqualTo(idsOf(outer.context()));
        }

        assertThat(events.all()).hasSize(3);
    }

    @Test
    void aCallThatThrowsLeavesNothing() {
        Step failing = tracing.trace(Step.class, () -> {
            throw new IllegalStateException("x");
        });

        assertThatThrownBy(failing::run).hasMessage("x");
    }

    @Test
    void aStagesCallShowsThemUntilItReturnsNotWhenItCompletes() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Later later = tracing.trace(Later.class, () -> {
            look();
            return stage;
        });
        stage.whenComplete((value, failure) -> look());

        later.run();
        assertThat(mdc()).isEmpty();
        stage.complete("done");

        assertThat(seen.get(0)).containsOnlyKeys("traceId", "spanId");
        assertThat(seen.get(1)).isEmpty();
    }

    @Test
    void aTraceThatIsContinuedShowsItsCallersIdsAndANewOneItsTraceAlone() {
        String caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (ContinuedTrace inbound = tracing.continueTrace(caller)) {
            assertThat(mdc()).isEqualTo(idsOf(inbound.context()));
            try (TraceScope step = tracing.open("step")) {
                assertThat(mdc()).isEqualTo(idsOf(step.context()));
            }
        }
        try (ContinuedTrace begun = tracing.continueTrace(null)) {
            assertThat(mdc()).isEqualTo(Map.of("traceId", begun.context().traceId()));
        }
    }

    @Test
    void aTaskThatIsWrappedShowsThemOnItsThread() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (TraceScope order = tracing.open("order")) {
            assertThat(TraceContext.wrap(pool).submit(LoggedIdsTest::mdc).get()).isEqualTo(idsOf(order.context()));
            assertThat(pool.submit(LoggedIdsTest::mdc).get()).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whatSomebodyElsePutThereStays() {
        try (LogLines log = new LogLines();
                MDC.MDCCloseable foreign = MDC.putCloseable("traceId", "theirs")) {
            try (TraceScope outer = tracing.open("outer");
                    TraceScope inner = tracing.open("inner")) {
                assertThat(mdc())
                        .isEqualTo(Map.of(
                                "traceId", "theirs", "spanId", inner.context().spanId()));
            }
            assertThat(mdc()).isEqualTo(Map.of("traceId", "theirs"));
            // Of all in this JVM, one says so: never more often.
            assertThat(log.containing("The MDC's traceId is set by somebody else"))
                    .hasSizeLessThan(2);
        }
    }

    @Test
    void theSameIdPutThereBySomebodyElseStaysToo() {
        String caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (MDC.MDCCloseable foreign = MDC.putCloseable("traceId", "4bf92f3577b34da6a3ce929d0e0e4736")) {
            try (ContinuedTrace inbound = tracing.continueTrace(caller)) {
                tracing.open("step").close();
            }
            assertThat(MDC.get("traceId")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        }
    }

    @Test
    void whatSomebodyElsePutsThereInsideACallStaysUntilTheyTakeItAway() {
        try (TraceScope outer = tracing.open("outer")) {
            String ours = MDC.get("spanId");
            MDC.put("spanId", "theirs");
            try (TraceScope inner = tracing.open("inner")) {
                assertThat(MDC.get("spanId")).isEqualTo("theirs");
            }
            MDC.put("spanId", ours);
        }
        assertThat(mdc()).isEmpty();
        try (TraceScope outer = tracing.open("outer")) {
            MDC.put("spanId", "theirs");
        }
        assertThat(mdc()).isEqualTo(Map.of("spanId", "theirs"));
        MDC.remove("spanId");
    }

    @Test
    void whoClearsTheMdcLosesThemUntilTheNextCall() {
        try (TraceScope outer = tracing.open("outer")) {
            MDC.clear();
            try (TraceScope inner = tracing.open("inner")) {
                assertThat(mdc()).isEqualTo(idsOf(inner.context()));
            }
            assertThat(mdc()).isEqualTo(idsOf(outer.context()));
        }
    }

    @Test
    void otherKeysAreNotTouched() {
        try (MDC.MDCCloseable own = MDC.putCloseable("user", "ada")) {
            tracing.open("step").close();

            assertThat(mdc()).isEqualTo(Map.of("user", "ada"));
        }
    }

    @Test
    void theNamesAreTheConfiguredOnes() {
        Tracing named = RecordedEvents.create(TracingConfig.from(Map.of(
                        "TELLTALE_MDC", "true", "TELLTALE_MDC_TRACE_ID", "trace", "TELLTALE_MDC_SPAN_ID", "span")))
                .tracing();

        try (TraceScope step = named.open("step")) {
            assertThat(mdc())
                    .isEqualTo(Map.of(
                            "trace",
                            step.context().traceId(),
                            "span",
                            step.context().spanId()));
        }
    }

    @Test
    void twoTracingsWithNamesOfTheirOwnShowEachItsSpan() {
        Tracing named = RecordedEvents.create(TracingConfig.from(Map.of(
                        "TELLTALE_MDC", "true", "TELLTALE_MDC_TRACE_ID", "trace", "TELLTALE_MDC_SPAN_ID", "span")))
                .tracing();
        Step other = named.trace(NewTrace.class, () -> assertThat(mdc()).containsOnlyKeys("trace", "span"));

        try (TraceScope step = tracing.open("step")) {
            other.run();
            assertThat(mdc()).isEqualTo(idsOf(step.context()));
        }
    }

    interface NewTrace extends Step {
        @Override
        @Traced(newTrace = true)
        void run();
    }

    @Test
    void withoutTheVariableTheMdcIsNotTouched() {
        try (TraceScope step = RecordedEvents.create().tracing().open("step")) {
            assertThat(mdc()).isEmpty();
        }
    }

    @Test
    void whileTheLibraryCapturesTheIdsStand() {
        Map<String, String> during = new HashMap<>();
        try (TraceScope step = tracing.open("step")) {
            TraceContext before = TraceContext.suppress();
            during.putAll(mdc());
            TraceContext.exchange(before);
            assertThat(during).isEqualTo(idsOf(step.context()));
            assertThat(mdc()).isEqualTo(during);
        }
    }

    @Test
    void anMdcThatThrowsCostsNoCallAndNoEvent() throws Exception {
        Field adapter = MDC.class.getDeclaredField("MDC_ADAPTER");
        adapter.setAccessible(true);
        Object before = adapter.get(null);
        adapter.set(
                null,
                Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {MDCAdapter.class}, (proxy, method, arguments) -> {
                            throw new AssertionError("broken");
                        }));
        try (LogLines log = new LogLines()) {
            tracing.trace(Step.class, LoggedIdsTest.this::count).run();
            tracing.trace(Step.class, LoggedIdsTest.this::count).run();

            assertThat(log.containing("The MDC can't be used")).hasSizeLessThan(2);
        } finally {
            adapter.set(null, before);
        }

        assertThat(calls).isEqualTo(2);
        assertThat(events.all()).hasSize(2);
    }

    private int calls;

    private void count() {
        calls++;
    }

    @Test
    void oneNameForBothIsRefused() {
        assertThatThrownBy(
                        () -> TracingConfig.from(Map.of("TELLTALE_MDC_TRACE_ID", "id", "TELLTALE_MDC_SPAN_ID", "id")))
                .isInstanceOf(TracingConfigException.class)
                .hasMessageContaining("TELLTALE_MDC_TRACE_ID=id is what TELLTALE_MDC_SPAN_ID is too: name two keys.");
    }
}
