package io.telltale.internal.proxy;

import io.telltale.Capture;
import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.internal.capture.Redaction;
import io.telltale.internal.capture.Snapshotter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What the calls and scopes of one {@link Tracer} share: where spans come from, what may be told, where events go, who
 * hears of troubles. Thread-safe.
 */
final class Engine {
    private final Spans spans;
    private final Snapshotter snapshotter;
    private final Redaction redaction;
    private final CaptureMode capture;
    private final Recorder recorder;
    private final Delivery delivery;
    private final Consumer<String> warnings;
    private final Consumer<Throwable> troubles;
    private final AtomicBoolean foreignCloseTold = new AtomicBoolean();

    /** Goes from false to true once, by {@link #end}. */
    private volatile boolean ended;

    Engine(
            Spans spans,
            Snapshotter snapshotter,
            Redaction redaction,
            CaptureMode capture,
            Recorder recorder,
            Delivery delivery,
            Consumer<String> warnings,
            Consumer<Throwable> troubles) {
        if (delivery == Delivery.DEFAULT) {
            throw new IllegalArgumentException("The delivery that others default to is SYNC, ASYNC or DEFERRED");
        }
        this.spans = spans;
        this.snapshotter = snapshotter;
        this.redaction = redaction;
        this.capture = capture;
        this.recorder = recorder;
        this.delivery = delivery;
        this.warnings = warnings;
        this.troubles = troubles;
    }

    Spans spans() {
        return spans;
    }

    Snapshotter snapshotter() {
        return snapshotter;
    }

    Redaction redaction() {
        return redaction;
    }

    Recorder recorder() {
        return recorder;
    }

    /** What {@code asked} means here; never {@link Delivery#DEFAULT}. */
    Delivery resolve(Delivery asked) {
        return asked == Delivery.DEFAULT ? delivery : asked;
    }

    boolean capturesArguments(Capture asked) {
        return resolve(asked, capture == CaptureMode.ARGUMENTS || capture == CaptureMode.ALL);
    }

    boolean capturesResult(Capture asked) {
        return resolve(asked, capture == CaptureMode.RESULTS || capture == CaptureMode.ALL);
    }

    /** Nothing is told from now on. */
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Says what someone should mend. Never throws. */
    void warn(String sentence) {
        try {
            warnings.accept(sentence);
        } catch (Throwable unheard) {
            trouble(unheard);
        }
    }

    /** Says once that scopes are closed on threads that did not open them. Never throws. */
    void warnOfForeignClose(String scope) {
        if (foreignCloseTold.compareAndSet(false, true)) {
            warn("The scope \"" + scope + "\" was closed on another thread than the one that opened it, where it stays"
                    + " the parent of what follows until an enclosing call ends: close a scope on its own thread.");
        }
    }

    /** Counts a failure of the library's own, which the application must not see. Never throws. */
    void trouble(Throwable thrown) {
        try {
            troubles.accept(thrown);
        } catch (Throwable uncounted) {
            // Who counts failures has failed: nobody is left to tell, and the application must go on.
            uncounted.addSuppressed(thrown);
        }
    }

    private static boolean resolve(Capture asked, boolean configured) {
        return asked == Capture.DEFAULT ? configured : asked == Capture.ON;
    }
}
