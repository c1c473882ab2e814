package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.TraceContext;
import io.telltale.TraceScope;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopeTest {
    private final Told told = new Told();

    @AfterEach
    void theThreadKeepsNoSpan() {
        assertThat(TraceContext.current()).isNull();
        assertThat(TraceContext.isSuppressed()).isFalse();
    }

    private static final class Words {
        private final String words;

        Words(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            if (words.isEmpty()) {
                throw new IllegalStateException("speechless");
            }
            return words;
        }
    }

    @Test
    void aBlockIsToldWhenItIsClosed() {
        TraceScope scope = told.capturing(CaptureMode.RESULTS).tracer().open("load-prices");
        scope.tag("currency", "EUR").tag("count", 3).tag("none", null).result("done");
        told.nanoTime.addAndGet(70);
        assertThat(told.events).isEmpty();

        scope.close();

        assertThat(told.event().name()).isEqualTo("load-prices");
        assertThat(told.event().durationNanos()).isEqualTo(70);
        assertThat(Told.tags(told.event())).isEqualTo(Map.of("currency", "EUR", "count", "3", "none", "null"));
        assertThat(told.event().output()).isEqualTo("done");
        assertThat(told.event().failure()).isNull();
        assertThat(told.event().context()).isSameAs(scope.context());
        assertThat(told.deliveries).containsExactly(Delivery.ASYNC);
    }

    @Test
    void aResultIsToldOnlyWhereResultsAreCaptured() {
        try (TraceScope scope = told.capturing(CaptureMode.ARGUMENTS).tracer().open("block")) {
            scope.result("secret");
        }

        assertThat(told.event().hasOutput()).isFalse();
    }

    @Test
    void aFailureIsToldInPlaceOfTheResultThoughTheTraceIsNotSampled() {
        told.sampleRate = 0;
        Tracer tracer = told.capturing(CaptureMode.ALL).tracer();
        tracer.open("good").result("x").close();
        try (TraceScope scope = tracer.open("bad")) {
            scope.result("x").failure(new IllegalStateException("broken"));
        }

        assertThat(told.event().name()).isEqualTo("bad");
        assertThat(told.event().failure().type()).isEqualTo(IllegalStateException.class.getName());
        assertThat(told.event().hasOutput()).isFalse();
    }

    @Test
    void theLastValueOfATagStands() {
        try (TraceScope scope = told.tracer().open("block")) {
            scope.tag("state", "begun").tag("state", "done");
        }

        assertThat(Told.tags(told.event())).isEqualTo(Map.of("state", "done"));
    }

    @Test
    void aTagIsCutTo256CharactersAndNeverInsideOne() {
        try (TraceScope scope = told.tracer().open("block")) {
            scope.tag("long", new Words("x".repeat(300))).tag("pair", new Words("x".repeat(255) + "😀"));
        }

        assertThat(Told.tags(told.event()))
                .containsEntry("long", "x".repeat(256))
                .containsEntry("pair", "x".repeat(255));
    }

    @Test
    void aTagWhoseNameIsRedactedIsNotTold() {
        try (TraceScope scope = told.tracer().open("block")) {
            scope.tag("password", "hunter2");
        }

        assertThat(Told.tags(told.event())).containsOnlyKeys("password").doesNotContainValue("hunter2");
    }

    @Test
    void aValueThatCantSayItsNameCostsTheTagAlone() {
        try (TraceScope scope = told.tracer().open("block")) {
            scope.tag("good", "x").tag("bad", new Words("")).tag(null, null);
        }

        assertThat(Told.tags(told.event())).containsEntry("good", "x").doesNotContainKey("bad");
        assertThat(told.troubles).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTwiceTellsOnce() {
        Tracer tracer = told.tracer();
        try (TraceScope outer = tracer.open("outer")) {
            TraceScope inner = tracer.open("inner");
            inner.close();
            inner.close();
            assertThat(TraceContext.current()).isSameAs(outer.context());
        }

        assertThat(told.names()).containsExactly("inner", "outer");
    }

    @Test
    void whatIsSaidAfterTheEndChangesNothing() {
        TraceScope scope = told.tracer().open("block");
        scope.close();
        scope.tag("late", "x")
                .result("late")
                .failure(new IllegalStateException())
                .close();

        assertThat(told.event().tagCount()).isZero();
        assertThat(told.event().failure()).isNull();
    }

    @Test
    void scopesClosedInTheWrongOrderLeaveNothingBehind() {
        Tracer tracer = told.tracer();
        TraceScope outer = tracer.open("outer");
        TraceScope inner = tracer.open("inner");

        outer.close();
        assertThat(TraceContext.current()).isNull();
        inner.close();

        assertThat(TraceContext.current()).isNull();
        assertThat(told.names()).containsExactly("outer", "inner");
    }

    @Test
    void aScopeForgottenInsideAnotherIsCleanedUpWithIt() {
        Tracer tracer = told.tracer();
        try (TraceScope outer = tracer.open("outer")) {
            tracer.open("forgotten");
            outer.tag("k", "v");
        }

        assertThat(TraceContext.current()).isNull();
    }

    @Test
    void aScopeClosedOnAnotherThreadIsToldAndLeavesThatThreadAlone() throws InterruptedException {
        Tracer tracer = told.tracer();
        AtomicReference<TraceContext> there = new AtomicReference<>();
        TraceContext own = new TraceContext(1, 2, 3, true, 0);
        try (TraceScope enclosing = tracer.open("enclosing")) {
            TraceScope scope = tracer.open("handed over");
            TraceScope second = tracer.open("second");
            Thread other = new Thread(() -> {
                TraceContext.exchange(own);
                second.close();
                scope.close();
                there.set(TraceContext.current());
            });
            other.start();
            other.join();
            enclosing.tag("k", "v");
        }

        assertThat(there.get()).isSameAs(own);
        assertThat(told.names()).containsExactly("second", "handed over", "enclosing");
        assertThat(told.events.get(1).thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(told.warnings).singleElement().asString().contains("another thread", "\"second\"");
    }

    @Test
    void aTracerThatIsOffOpensScopesThatTellNothing() {
        try (TraceScope scope = told.tracer().off().open("block")) {
            scope.tag("k", "v").result("x").failure(new IllegalStateException());
            assertThat(TraceContext.current()).isNull();
            assertThat(scope.context()).isNotNull();
        }

        assertThat(told.events).isEmpty();
    }
}
