package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.TraceContext;
import io.telltale.TraceScope;
import io.telltale.Traced;
import io.telltale.internal.capture.Redaction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TroubleTest {
    private final Told told = new Told();
    private final OutOfMemoryError trouble = new OutOfMemoryError("tracing's own");

    @AfterEach
    void theThreadKeepsNoSpan() {
        assertThat(TraceContext.current()).isNull();
        assertThat(TraceContext.isSuppressed()).isFalse();
    }

    @Traced
    interface Service {
        String call(String input);

        CompletableFuture<String> later();
    }

    private static class PlainService implements Service {
        final AtomicInteger calls = new AtomicInteger();

        @Override
        public String call(String input) {
            calls.incrementAndGet();
            if (input == null) {
                throw new IllegalStateException("the target's own");
            }
            return input;
        }

        @Override
        public CompletableFuture<String> later() {
            return CompletableFuture.completedFuture("later");
        }
    }

    private void assertThatCallsGoOn() {
        PlainService target = new PlainService();
        Tracer tracer = told.capturing(CaptureMode.ALL).tracer();
        Service service = tracer.trace(Service.class, target);

        assertThat(service.call("x")).isEqualTo("x");
        assertThatThrownBy(() -> service.call(null)).hasMessage("the target's own");
        assertThat(service.later().join()).isEqualTo("later");
        try (TraceScope scope = tracer.open("block")) {
            scope.tag("k", "v").result("x");
        }

        assertThat(target.calls).hasValue(2);
        assertThat(told.events).isEmpty();
        assertThat(told.troubles).hasSize(4).containsOnly(trouble);
    }

    @Test
    void aRecorderThatThrowsCostsTheEventAndIsCounted() {
        told.recorder = (event, delivery) -> {
            throw trouble;
        };

        assertThatCallsGoOn();
    }

    @Test
    void anIdSourceThatThrowsCostsTheEventAndIsCounted() {
        told.ids = () -> {
            throw trouble;
        };

        assertThatCallsGoOn();
    }

    @Test
    void whoeverCountsTroublesMayThrowAsWell() {
        Tracer tracer = new Tracer(
                Spans.system(1),
                Told.snapshotter(new Redaction(List.of())),
                new Redaction(List.of()),
                CaptureMode.NONE,
                (event, delivery) -> {
                    throw trouble;
                },
                Delivery.ASYNC,
                warning -> {},
                thrown -> {
                    throw new IllegalStateException("broken counter");
                });
        Service service = tracer.trace(Service.class, new PlainService());

        assertThat(service.call("x")).isEqualTo("x");
        assertThatCode(() -> tracer.open("block").close()).doesNotThrowAnyException();
    }

    @Traced
    interface Recursive {
        int descend(int depth);
    }

    private static final class Bottomless implements Recursive {
        Recursive self = this;

        @Override
        public int descend(int depth) {
            return self.descend(depth + 1);
        }
    }

    @Test
    void aStackThatOverflowsInsideTracedCallsReachesTheCallerAndLeavesNoSpan() {
        told.recorder = (event, delivery) -> {};
        Bottomless target = new Bottomless();
        target.self = told.trace(Recursive.class, target);

        assertThatThrownBy(() -> target.self.descend(0)).isInstanceOf(StackOverflowError.class);
    }
}
