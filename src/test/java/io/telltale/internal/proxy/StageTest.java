package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telltale.Capture;
import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.TraceContext;
import io.telltale.Traced;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StageTest {
    private final Told told = new Told();

    @AfterEach
    void theThreadKeepsNoSpan() {
        assertThat(TraceContext.current()).isNull();
        assertThat(TraceContext.isSuppressed()).isFalse();
    }

    interface Prices {
        @Traced(result = Capture.ON, arguments = Capture.ON)
        CompletableFuture<String> load(String id);
    }

    private final CompletableFuture<String> future = new CompletableFuture<>();

    @Test
    void theEventIsToldWhenTheStageCompletesAndTheCallerGetsTheOriginal() {
        Prices prices = told.trace(Prices.class, id -> future);

        assertThat(prices.load("7")).isSameAs(future);
        assertThat(told.events).isEmpty();
        assertThat(TraceContext.current()).isNull();
        told.nanoTime.addAndGet(500);
        future.complete("9.99");

        assertThat(told.event().name()).isEqualTo("Prices.load");
        assertThat(told.event().durationNanos()).isEqualTo(500);
        assertThat(told.event().output()).isEqualTo("9.99");
        assertThat(Told.inputs(told.event())).containsEntry("id", "7");
    }

    @Test
    void theEventNamesTheThreadThatMadeTheCall() throws InterruptedException {
        told.trace(Prices.class, id -> future).load("7");

        Thread completing = new Thread(() -> future.complete("x"), "completing");
        completing.start();
        completing.join();

        assertThat(told.event().thread()).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void theSpanIsCurrentDuringTheCallAloneAndTheCompletingThreadKeepsItsOwn() {
        AtomicReference<TraceContext> inside = new AtomicReference<>();
        Prices prices = told.trace(Prices.class, id -> {
            inside.set(TraceContext.current());
            return future;
        });
        prices.load("7");
        TraceContext completing = new TraceContext(1, 2, 3, true, 0);
        TraceContext.exchange(completing);
        try {
            future.complete("x");
            assertThat(TraceContext.current()).isSameAs(completing);
        } finally {
            TraceContext.exchange(null);
        }

        assertThat(told.event().context()).isSameAs(inside.get());
        assertThat(told.event().parentSpanId()).isZero();
    }

    @Test
    void aStageThatFailsIsToldWithItsCauseAndStaysAsItIs() {
        IOException cause = new IOException("disk");
        Prices prices = told.trace(Prices.class, id -> future.thenApply(price -> price));

        CompletableFuture<String> returned = prices.load("7");
        future.completeExceptionally(cause);

        assertThat(told.event().failure().type()).isEqualTo(IOException.class.getName());
        assertThat(told.event().hasOutput()).isFalse();
        assertThatThrownBy(returned::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(cause);
    }

    @Test
    void cancellingWhatTheCallerGotCancelsTheOriginal() {
        CompletableFuture<String> returned =
                told.trace(Prices.class, id -> future).load("7");

        assertThat(returned.cancel(true)).isTrue();

        assertThat(future).isCancelled();
        assertThat(told.event().failure().type()).isEqualTo(CancellationException.class.getName());
    }

    @Test
    void aStageThatIsCompleteAlreadyIsToldAtOnce() {
        told.trace(Prices.class, id -> CompletableFuture.completedFuture("now")).load("7");

        assertThat(told.event().output()).isEqualTo("now");
    }

    @Test
    void aStageThatIsNullIsToldAtReturn() {
        assertThat(told.trace(Prices.class, id -> null).load("7")).isNull();

        assertThat(told.event().hasOutput()).isTrue();
        assertThat(told.event().output()).isNull();
    }

    @Test
    void aMethodThatThrowsInsteadOfReturningAStageIsToldAtOnce() {
        IllegalStateException thrown = new IllegalStateException("x");
        Prices prices = told.trace(Prices.class, id -> {
            throw thrown;
        });

        assertThatThrownBy(() -> prices.load("7")).isSameAs(thrown);
        assertThat(told.event().failure()).isNotNull();
    }

    @Test
    void nobodyWaitsForAStagesEvent() {
        told.delivery = Delivery.SYNC;
        told.trace(Prices.class, id -> future).load("7");
        future.complete("x");

        assertThat(told.deliveries).containsExactly(Delivery.ASYNC);
    }

    @Test
    void nobodyWaitsForAnAsynchronousMethodThatFailsAtOnce() {
        told.delivery = Delivery.SYNC;
        Prices prices = told.trace(Prices.class, id -> {
            throw new IllegalStateException("x");
        });

        assertThatThrownBy(() -> prices.load("7")).hasMessage("x");
        assertThat(told.deliveries).containsExactly(Delivery.ASYNC);
    }

    @Test
    void aStageThatIsNotSampledIsToldWhenItFails() {
        told.sampleRate = 0;
        Prices prices = told.trace(
                Prices.class, id -> id.equals("good") ? future : CompletableFuture.failedFuture(new IOException()));

        prices.load("good");
        future.complete("x");
        assertThat(told.events).isEmpty();
        prices.load("bad");

        assertThat(told.event().failure().type()).isEqualTo(IOException.class.getName());
    }

    private static class HostileStage extends CompletableFuture<String> {
        @Override
        public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
            throw new UnsupportedOperationException("not to be watched");
        }
    }

    private static class StutteringStage extends CompletableFuture<String> {
        @Override
        public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
            action.accept("once", null);
            action.accept("twice", null);
            throw new UnsupportedOperationException("and over");
        }
    }

    @Test
    void aStageThatCantBeWatchedIsToldAtReturnAndReachesTheCaller() {
        HostileStage hostile = new HostileStage();

        assertThat(told.trace(Prices.class, id -> hostile).load("7")).isSameAs(hostile);

        assertThat(told.event().hasOutput()).isFalse();
        assertThat(told.event().failure()).isNull();
        assertThat(told.troubles).hasSize(1);
    }

    @Test
    void aStageThatCallsBackTwiceIsToldOnce() {
        told.trace(Prices.class, id -> new StutteringStage()).load("7");

        assertThat(told.event().output()).isEqualTo("once");
    }

    @Traced
    interface Vague<T> {
        T generic();

        Future<String> future();

        CompletionStage<String> stage();

        Object any();
    }

    private class VagueFutures implements Vague<CompletableFuture<String>> {
        @Override
        public CompletableFuture<String> generic() {
            return future;
        }

        @Override
        public Future<String> future() {
            return future;
        }

        @Override
        public CompletionStage<String> stage() {
            return future;
        }

        @Override
        public Object any() {
            return "no stage";
        }
    }

    @Test
    void aStageIsKnownByWhatIsReturnedNotOnlyByTheDeclaredType() {
        @SuppressWarnings("unchecked")
        Vague<CompletableFuture<String>> vague =
                told.capturing(CaptureMode.RESULTS).trace(Vague.class, new VagueFutures());

        assertThat(vague.any()).isEqualTo("no stage");
        assertThat(told.names()).containsExactly("Vague.any");
        vague.generic();
        vague.future();
        vague.stage();
        assertThat(told.events).hasSize(1);
        future.complete("x");

        assertThat(told.events).hasSize(4).last().extracting("output").isEqualTo("x");
    }
}
