package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telltale.ContinuedTrace;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceScope;
import io.telltale.Traced;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuedTraceTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final long CALLER = 0x00f067aa0ba902b7L;
    private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-00";

    private final Told told = new Told();

    @AfterEach
    void theThreadKeepsNoSpan() {
        assertThat(TraceContext.current()).isNull();
        assertThat(TraceContext.isSuppressed()).isFalse();
        assertThat(told.troubles).isEmpty();
    }

    interface Step {
        @Traced
        void run(String input);
    }

    interface Audit {
        @Traced(newTrace = true)
        void audit();
    }

    @Test
    void callsAndScopesInsideAreChildrenOfTheCallersSpan() {
        Tracer tracer = told.tracer();
        Step step = tracer.trace(Step.class, input -> {});

        try (ContinuedTrace inbound = tracer.continueTrace(SAMPLED, "vendor=1")) {
            assertThat(TraceContext.current()).isSameAs(inbound.context());
            step.run("x");
            try (TraceScope scope = tracer.open("scope")) {
                assertThat(scope.context().tracestate()).isEqualTo("vendor=1");
                step.run("y");
            }
        }

        assertThat(told.names()).containsExactly("Step.run", "Step.run", "scope");
        assertThat(told.events).allMatch(event -> event.context().traceId().equals(TRACE));
        assertThat(told.events.get(0).parentSpanId()).isEqualTo(CALLER);
        assertThat(told.events.get(2).parentSpanId()).isEqualTo(CALLER);
        assertThat(told.events.get(1).parentSpanId())
                .isEqualTo(told.events.get(2).context().spanIdAsLong());
    }

    @Test
    void timesAreTheWallClocksAsReadWhenTheTraceCameIn() {
        Tracer tracer = told.tracer();
        try (ContinuedTrace inbound = tracer.continueTrace(SAMPLED, null)) {
            told.epochNanos.addAndGet(1_000_000); // a wall clock that steps
            told.nanoTime.addAndGet(50);
            tracer.open("scope").close();
            assertThat(inbound.context().epochOffsetNanos()).isEqualTo(1_700_000_000_000_000_000L - 1_000);
        }

        assertThat(told.event().startUnixNanos()).isEqualTo(1_700_000_000_000_000_050L);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "garbage", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
    void withoutAWellFormedHeaderOneNewTraceStartsThoughAnotherSpanIsCurrent(String header) {
        Tracer tracer = told.tracer();
        Step step = tracer.trace(Step.class, input -> {});

        try (TraceScope before = tracer.open("before")) {
            try (ContinuedTrace inbound = tracer.continueTrace(header, "vendor=1")) {
                step.run("x");
                step.run("y");
                assertThat(inbound.context().traceId())
                        .isNotEqualTo(before.context().traceId());
                assertThat(inbound.context().tracestate()).isNull();
            }
            assertThat(TraceContext.current()).isSameAs(before.context());
        }

        TraceEvent first = told.events.get(0);
        TraceEvent second = told.events.get(1);
        assertThat(first.parentSpanId()).isZero();
        assertThat(second.parentSpanId()).isZero();
        assertThat(first.context().traceId()).isEqualTo(second.context().traceId());
        assertThat(first.context().spanIdAsLong()).isNotZero();
        assertThat(first.context().traceId())
                .isNotEqualTo(told.events.get(2).context().traceId());
    }

    @Test
    void aCallerThatDoesNotSampleIsFollowedAndItsFailuresAreToldAllTheSame() {
        Tracer tracer = told.tracer();
        Step good = tracer.trace(Step.class, input -> {});
        Step bad = tracer.trace(Step.class, input -> {
            throw new IllegalStateException(input);
        });

        try (ContinuedTrace inbound = tracer.continueTrace(NOT_SAMPLED, null)) {
            good.run("x");
            assertThatThrownBy(() -> bad.run("broken")).hasMessage("broken");
            assertThat(inbound.context().sampled()).isFalse();
        }

        assertThat(told.event().failure()).isNotNull();
        assertThat(told.event().context().traceId()).isEqualTo(TRACE);
        assertThat(told.event().parentSpanId()).isEqualTo(CALLER);
        assertThat(told.event().context().traceparent()).endsWith("-00");
    }

    @Test
    void aCallerThatSamplesIsFollowedWhateverTheRateHere() {
        told.sampleRate = 0;
        Tracer tracer = told.tracer();

        try (ContinuedTrace inbound = tracer.continueTrace(SAMPLED, null)) {
            assertThat(inbound.context().sampled()).isTrue();
            tracer.open("scope").close();
        }
        try (ContinuedTrace inbound = tracer.continueTrace(null, null)) {
            assertThat(inbound.context().sampled()).isFalse();
            tracer.open("of a trace that is not sampled").close();
        }

        assertThat(told.names()).containsExactly("scope");
    }

    @Test
    void aMethodThatStartsATraceOfItsOwnDoesSoInsideToo() {
        Tracer tracer = told.tracer();
        Audit audit = tracer.trace(Audit.class, () -> {});

        try (ContinuedTrace inbound = tracer.continueTrace(SAMPLED, "vendor=1")) {
            audit.audit();
            assertThat(TraceContext.current()).isSameAs(inbound.context());
        }

        assertThat(told.event().parentSpanId()).isZero();
        assertThat(told.event().context().traceId()).isNotEqualTo(TRACE);
        assertThat(told.event().context().tracestate()).isNull();
    }

    @Test
    void nestedContinuationsUnwindInTurn() {
        Tracer tracer = told.tracer();
        try (TraceScope outermost = tracer.open("outermost")) {
            try (ContinuedTrace outer = tracer.continueTrace(SAMPLED, null)) {
                try (ContinuedTrace inner = tracer.continueTrace(NOT_SAMPLED, null)) {
                    assertThat(TraceContext.current()).isSameAs(inner.context());
                    inner.close();
                    assertThat(TraceContext.current()).isSameAs(outer.context());
                }
                assertThat(TraceContext.current()).as("closed twice").isSameAs(outer.context());
            }
            assertThat(TraceContext.current()).isSameAs(outermost.context());
        }

        assertThat(told.names()).containsExactly("outermost");
    }

    @Test
    void closedInTheWrongOrderNothingIsLeftBehind() {
        Tracer tracer = told.tracer();
        ContinuedTrace inbound = tracer.continueTrace(SAMPLED, null);
        TraceScope scope = tracer.open("forgotten");

        inbound.close();
        assertThat(TraceContext.current()).isNull();
        scope.close();

        assertThat(TraceContext.current()).isNull();
    }

    @Test
    void closedOnAnotherThreadItLeavesThatThreadAloneAndIsWarnedAbout() throws InterruptedException {
        Tracer tracer = told.tracer();
        try (TraceScope enclosing = tracer.open("enclosing")) {
            ContinuedTrace inbound = tracer.continueTrace(SAMPLED, null);
            Thread other = new Thread(inbound::close);
            other.start();
            other.join();
            assertThat(TraceContext.current()).isSameAs(inbound.context());
            enclosing.tag("k", "v");
        }

        assertThat(told.warnings).singleElement().asString().contains("another thread");
    }

    @Test
    void aTracerThatIsOffContinuesNothing() {
        try (ContinuedTrace inbound = told.tracer().off().continueTrace(SAMPLED, null)) {
            assertThat(TraceContext.current()).isNull();
            assertThat(inbound.context().traceId()).isEqualTo(TRACE);
        }
    }

    @Test
    void aTracerThatHasEndedContinuesNothing() {
        Tracer tracer = told.tracer();
        tracer.end();
        try (ContinuedTrace inbound = tracer.continueTrace(SAMPLED, null)) {
            assertThat(TraceContext.current()).isNull();
            assertThat(inbound.context().traceId()).isEqualTo(TRACE);
        }
    }

    @Test
    void whileTracingIsSuppressedItStaysSuppressed() {
        TraceContext before = TraceContext.suppress();
        try (ContinuedTrace inbound = told.tracer().continueTrace(SAMPLED, null)) {
            assertThat(TraceContext.isSuppressed()).isTrue();
            assertThat(inbound.context()).isNotNull();
        } finally {
            assertThat(TraceContext.isSuppressed()).isTrue();
            TraceContext.exchange(before);
        }
    }

    @Test
    void aFailureOfTracingsOwnIsCountedAndReachesNobody() {
        told.ids = () -> {
            throw new IllegalStateException("no ids");
        };
        try (ContinuedTrace inbound = told.tracer().continueTrace(null, null)) {
            assertThat(inbound.context()).isNotNull();
            assertThat(TraceContext.current()).isNull();
        }

        assertThat(told.troubles).singleElement().isInstanceOf(IllegalStateException.class);
        told.troubles.clear();
    }
}
