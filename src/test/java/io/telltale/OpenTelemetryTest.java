package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.telltale.junit5.RecordedEvent;
import io.telltale.junit5.RecordedEvents;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

/** Beside OpenTelemetry: one trace, not two. */
class OpenTelemetryTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";

    @RegisterExtension
    final RecordedEvents events = RecordedEvents.create();

    private final Tracing tracing = events.tracing();

    interface Step {
        @Traced
        void run();
    }

    interface Audit {
        @Traced(newTrace = true)
        void audit();
    }

    private final Step step = tracing.trace(Step.class, () -> {});

    @AfterEach
    void theThreadIsLeftAsItWas() {
        assertThat(TraceContext.current()).isNull();
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    private static Span span(String traceId, String spanId, TraceFlags flags, TraceState state) {
        return Span.wrap(SpanContext.create(traceId, spanId, flags, state));
    }

    /** Makes a span of OpenTelemetry's current. */
    private static Scope otel(String spanId) {
        return span(TRACE, spanId, TraceFlags.getSampled(), TraceState.getDefault())
                .makeCurrent();
    }

    private RecordedEvent told() {
        return events.only("Step.run");
    }

    @Test
    void aCallInsideItsSpanIsThatSpansChild() {
        try (Scope server = otel("00000000000000a1")) {
            step.run();
        }

        assertThat(told().traceId()).isEqualTo(TRACE);
        assertThat(told().parentSpanId()).isEqualTo("00000000000000a1");
    }

    @Test
    void soIsAScope() {
        try (Scope server = otel("00000000000000a1");
                TraceScope scope = tracing.open("scope")) {
            step.run();
        }

        assertThat(events.only("scope").parentSpanId()).isEqualTo("00000000000000a1");
        assertThat(told().isChildOf(events.only("scope"))).isTrue();
    }

    @Test
    void aCallInsideOneOfOursInsideItsSpanIsOurs() {
        try (Scope server = otel("00000000000000a1")) {
            tracing.trace(Audited.class, step::run).outer();
        }

        RecordedEvent outer = events.only("Audited.outer");
        assertThat(outer.parentSpanId()).isEqualTo("00000000000000a1");
        assertThat(told().isChildOf(outer)).isTrue();
    }

    interface Audited {
        @Traced
        void outer();
    }

    @Test
    void itsSpanInsideOneOfOursIsNearer() {
        try (Scope server = otel("00000000000000a1");
                TraceScope outer = tracing.open("outer")) {
            try (Scope client = otel("00000000000000b2")) {
                step.run();
            }
            assertThat(told().parentSpanId()).isEqualTo("00000000000000b2");
            events.clear();

            step.run();
            assertThat(told().parentSpanId()).isEqualTo(outer.context().spanId());
        }
    }

    @Test
    void itsSpanInsideOneOfOursThatBeganWithoutItIsNearerToo() {
        try (TraceScope outer = tracing.open("outer");
                Scope inside = otel("00000000000000a1")) {
            step.run();
        }

        assertThat(told().traceId()).isEqualTo(TRACE);
        assertThat(told().parentSpanId()).isEqualTo("00000000000000a1");
    }

    @Test
    void whereItHasNoSpanOursIsTheParent() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Scope server = otel("00000000000000a1");
                TraceScope outer = tracing.open("outer")) {
            TraceContext.wrap(pool).submit(step::run).get();
            assertThat(told().parentSpanId()).isEqualTo(outer.context().spanId());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aTraceOfOnesOwnIsNeitherItsChildNorAreTheCallsInside() {
        Audit audit = tracing.trace(Audit.class, step::run);
        try (Scope server = otel("00000000000000a1")) {
            audit.audit();
        }

        RecordedEvent first = events.only("Audit.audit");
        assertThat(first.parentSpanId()).isNull();
        assertThat(first.traceId()).isNotEqualTo(TRACE);
        assertThat(told().isChildOf(first)).isTrue();
    }

    @Test
    void ofARequestThatBothContinueItsServerSpanIsTheParent() {
        try (Scope server = otel("00000000000000a1");
                ContinuedTrace inbound = tracing.continueTrace("00-" + TRACE + "-00f067aa0ba902b7-01")) {
            step.run();
        }

        assertThat(told().parentSpanId()).isEqualTo("00000000000000a1");
    }

    @Test
    void aMessageThatIsContinuedInsideASpanOfAnotherTraceKeepsItsOwn() {
        try (Scope poll = otel("00000000000000a1");
                ContinuedTrace message = tracing.continueTrace("00-" + OTHER_TRACE + "-00f067aa0ba902b7-01")) {
            step.run();
        }

        assertThat(told().traceId()).isEqualTo(OTHER_TRACE);
        assertThat(told().parentSpanId()).isEqualTo("00f067aa0ba902b7");
    }

    @Test
    void whatItDoesNotSampleIsNotToldSaveFailures() {
        try (Scope server = span(TRACE, "00000000000000a1", TraceFlags.getDefault(), TraceState.getDefault())
                .makeCurrent()) {
            step.run();
            try (TraceScope failed = tracing.open("failed")) {
                failed.failure(new IllegalStateException("x"));
            }
        }

        assertThat(events.all()).extracting(RecordedEvent::name).containsExactly("failed");
        assertThat(events.only("failed").parentSpanId()).isEqualTo("00000000000000a1");
    }

    @Test
    void itsTracestateIsPassedOn() {
        TraceState state = TraceState.builder().put("one", "1").put("two", "2").build();
        try (Scope server = span(TRACE, "00000000000000a1", TraceFlags.getSampled(), state)
                        .makeCurrent();
                TraceScope scope = tracing.open("scope")) {
            assertThat(scope.context().tracestate()).isEqualTo("two=2,one=1");
        }
    }

    @Test
    void timesOfItsTraceAreOnTheWallClock() {
        long before = System.currentTimeMillis();
        try (Scope server = otel("00000000000000a1")) {
            step.run();
        }

        assertThat(told().start().toEpochMilli()).isBetween(before - 1_000, System.currentTimeMillis() + 1_000);
    }

    @Test
    void theMdcShowsItsTraceAndOurSpan() {
        Tracing logged = RecordedEvents.create(TracingConfig.from(Map.of("TELLTALE_MDC", "true")))
                .tracing();
        try (Scope server = otel("00000000000000a1");
                TraceScope scope = logged.open("scope")) {
            assertThat(MDC.getCopyOfContextMap())
                    .isEqualTo(
                            Map.of("traceId", TRACE, "spanId", scope.context().spanId()));
        }
        assertThat(MDC.get("traceId")).isNull();
    }

    @Test
    void anApiThatCantBeReadIsToldOnceAndCostsNothing() {
        Span broken = (Span) Proxy.newProxyInstance(
                Span.class.getClassLoader(), new Class<?>[] {Span.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("storeInContext")) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    throw new NoSuchMethodError(method.getName());
                });
        try (LogLines log = new LogLines();
                Scope server = Context.root().with(broken).makeCurrent()) {
            step.run();
            step.run();

            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .startsWith("WARN OpenTelemetry's current span can't be read");
        }
        assertThat(events.named("Step.run"))
                .hasSize(2)
                .extracting(RecordedEvent::parentSpanId)
                .containsOnlyNulls();
    }
}
