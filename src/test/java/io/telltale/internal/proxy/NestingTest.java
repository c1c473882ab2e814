package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telltale.Capture;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceScope;
import io.telltale.Traced;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NestingTest {
    private final Told told = new Told();

    @AfterEach
    void theThreadKeepsNoSpan() {
        assertThat(TraceContext.current()).isNull();
        assertThat(TraceContext.isSuppressed()).isFalse();
    }

    interface Step {
        @Traced(arguments = Capture.ON)
        void run(String input);
    }

    interface Audit {
        @Traced(newTrace = true)
        void audit();
    }

    @Test
    void aCallInsideACallIsItsChild() {
        Tracer tracer = told.tracer();
        Step inner = tracer.trace(Step.class, input -> {});
        Step outer = tracer.trace(Step.class, inner::run);

        outer.run("x");

        TraceEvent child = told.events.get(0);
        TraceEvent parent = told.events.get(1);
        assertThat(child.context().traceId()).isEqualTo(parent.context().traceId());
        assertThat(child.parentSpanId()).isEqualTo(parent.context().spanIdAsLong());
        assertThat(child.context().spanId()).isNotEqualTo(parent.context().spanId());
        assertThat(parent.parentSpanId()).isZero();
    }

    @Test
    void callsAndScopesNestInEachOther() {
        Tracer tracer = told.tracer();
        Step step = tracer.trace(Step.class, input -> {
            try (TraceScope inside = tracer.open("inside")) {
                assertThat(TraceContext.current()).isSameAs(inside.context());
            }
        });

        try (TraceScope outside = tracer.open("outside")) {
            step.run("x");
        }

        assertThat(told.names()).containsExactly("inside", "Step.run", "outside");
        assertThat(told.events.get(0).parentSpanId())
                .isEqualTo(told.events.get(1).context().spanIdAsLong());
        assertThat(told.events.get(1).parentSpanId())
                .isEqualTo(told.events.get(2).context().spanIdAsLong());
    }

    @Test
    void callsInARowAreTracesOfTheirOwn() {
        Step step = told.trace(Step.class, input -> {});

        step.run("x");
        step.run("y");

        assertThat(told.events.get(0).context().traceId())
                .isNotEqualTo(told.events.get(1).context().traceId());
    }

    @Test
    void aMethodCanStartATraceOfItsOwn() {
        Tracer tracer = told.tracer();
        Audit audit = tracer.trace(Audit.class, () -> {});
        Step step = tracer.trace(Step.class, input -> {
            TraceContext before = TraceContext.current();
            audit.audit();
            assertThat(TraceContext.current()).isSameAs(before);
        });

        step.run("x");

        assertThat(told.names()).containsExactly("Audit.audit", "Step.run");
        assertThat(told.events.get(0).parentSpanId()).isZero();
        assertThat(told.events.get(0).context().traceId())
                .isNotEqualTo(told.events.get(1).context().traceId());
    }

    @Test
    void aTargetSeesItsOwnSpanAndTheCallerSeesItsOwnAgain() {
        Tracer tracer = told.tracer();
        List<TraceContext> seen = new ArrayList<>();
        Step failing = tracer.trace(Step.class, input -> {
            seen.add(TraceContext.current());
            throw new IllegalStateException("x");
        });
        TraceContext enclosing = new TraceContext(1, 2, 3, true, 0);
        TraceContext.exchange(enclosing);
        try {
            assertThatThrownBy(() -> failing.run("x")).hasMessage("x");
            assertThat(TraceContext.current()).isSameAs(enclosing);
        } finally {
            TraceContext.exchange(null);
        }

        assertThat(seen).containsExactly(told.event().context());
        assertThat(told.event().parentSpanId()).isEqualTo(3);
    }

    @Test
    void aTargetThatLeavesAScopeOpenDoesNotHarmItsCaller() {
        Tracer tracer = told.tracer();

        tracer.trace(Step.class, input -> tracer.open("forgotten")).run("x");

        assertThat(TraceContext.current()).isNull();
    }

    @Test
    void aTraceThatIsNotSampledTellsFailuresAloneWithTheirInputs() {
        told.sampleRate = 0;
        Tracer tracer = told.tracer();
        List<TraceContext> seen = new ArrayList<>();
        Step failing = tracer.trace(Step.class, input -> {
            seen.add(TraceContext.current());
            throw new IllegalStateException(input);
        });
        Step caught = tracer.trace(Step.class, input -> {
            seen.add(TraceContext.current());
            assertThatThrownBy(() -> failing.run("inner")).hasMessage("inner");
        });

        caught.run("outer");

        assertThat(told.event().failure()).isNotNull();
        assertThat(Told.inputs(told.event())).containsEntry("input", "inner");
        assertThat(told.event().parentSpanId()).isEqualTo(seen.get(0).spanIdAsLong());
        assertThat(seen.get(1).traceId()).isEqualTo(seen.get(0).traceId());
        assertThat(seen.get(1).sampled()).isFalse();
    }

    @Test
    void whileTracingIsSuppressedCallsPassStraightThrough() {
        Tracer tracer = told.tracer();
        Step step = tracer.trace(
                Step.class, input -> assertThat(TraceContext.isSuppressed()).isTrue());

        TraceContext before = TraceContext.suppress();
        try {
            step.run("x");
            try (TraceScope scope = tracer.open("scope")) {
                assertThat(scope.context().spanIdAsLong()).isNotZero();
                assertThat(TraceContext.isSuppressed()).isTrue();
            }
            assertThat(TraceContext.isSuppressed()).isTrue();
        } finally {
            TraceContext.exchange(before);
        }

        assertThat(told.events).isEmpty();
    }
}
