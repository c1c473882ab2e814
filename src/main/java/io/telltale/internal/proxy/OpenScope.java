package io.telltale.internal.proxy;

import io.telltale.Capture;
import io.telltale.Delivery;
import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import io.telltale.TraceScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A block under way. It belongs to the thread that opened it; others may use it without harm, but a block that they
 * close stays the parent of what follows on its own thread until an enclosing call ends there.
 */
final class OpenScope implements TraceScope {
    private static final int MAX_TAG_CHARS = 256;

    private final Engine engine;
    private final String name;
    private final TraceContext span;
    private final long parentSpanId;
    private final Enclosure enclosure;
    private final long start;

    // All guarded by this.
    private final Map<String, String> tags = new LinkedHashMap<>();
    private boolean hasOutput;
    private @Nullable Object output;
    private @Nullable TraceFailure failure;
    private boolean closed;

    private OpenScope(
            Engine engine,
            String name,
            TraceContext span,
            @Nullable TraceContext parent,
            @Nullable TraceContext enclosing,
            long start) {
        this.engine = engine;
        this.name = name;
        this.span = span;
        this.parentSpanId = parent == null ? 0 : parent.spanIdAsLong();
        this.enclosure = new Enclosure(enclosing);
        this.start = start;
    }

    /** Makes {@code span} the current one of this thread. */
    static OpenScope open(
            Engine engine,
            String name,
            TraceContext span,
            @Nullable TraceContext parent,
            @Nullable TraceContext enclosing,
            long start) {
        OpenScope scope = new OpenScope(engine, name, span, parent, enclosing, start);
        TraceContext.exchange(span);
        return scope;
    }

    @Override
    public TraceScope tag(String key, @Nullable Object value) {
        asTracing(() -> putTag(String.valueOf(key), text(String.valueOf(key), value)));
        return this;
    }

    @Override
    public TraceScope result(@Nullable Object value) {
        if (engine.capturesResult(Capture.DEFAULT)) {
            asTracing(() -> putOutput(engine.snapshotter().take(value)));
        }
        return this;
    }

    @Override
    public TraceScope failure(Throwable thrown) {
        asTracing(() -> putFailure(engine.snapshotter().failure(thrown)));
        return this;
    }

    @Override
    public TraceContext context() {
        return span;
    }

    @Override
    public void close() {
        if (end()) {
            if (!enclosure.restore()) {
                engine.warnOfForeignClose(name);
            }
            asTracing(this::tell);
        }
    }

    /** The name and ids; never a tag. */
    @Override
    public String toString() {
        return "TraceScope[" + name + " " + span + "]";
    }

    /** Whether this call is the one that ends the block. */
    private synchronized boolean end() {
        boolean ends = !closed;
        closed = true;
        return ends;
    }

    private void tell() {
        TraceEvent event = event(engine.spans().nanoTime());
        if (span.sampled() || event.failure() != null) {
            engine.recorder().record(event, engine.resolve(Delivery.DEFAULT));
        }
    }

    private synchronized TraceEvent event(long end) {
        TraceEvent.Builder event = TraceEvent.of(name, span)
                .parentSpanId(parentSpanId)
                .times(start, end)
                .thread(enclosure.owner().getName())
                .tags(tags.entrySet().stream()
                        .flatMap(tag -> Stream.of(tag.getKey(), tag.getValue()))
                        .toArray(String[]::new));
        if (failure != null) {
            event.failure(failure);
        } else if (hasOutput) {
            event.output(output);
        }
        return event.build();
    }

    private synchronized void putTag(String key, String value) {
        tags.put(key, value);
    }

    private synchronized void putOutput(@Nullable Object taken) {
        hasOutput = true;
        output = taken;
    }

    private synchronized void putFailure(TraceFailure taken) {
        failure = taken;
    }

    private String text(String key, @Nullable Object value) {
        if (engine.redaction().hides(key)) {
            return String.valueOf(engine.snapshotter().redacted());
        }
        String text = value == null ? null : engine.snapshotter().tag(value);
        // Unlike an argument, this value was handed over to be told: its own words will do.
        return cut(text == null ? String.valueOf(value) : text);
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TAG_CHARS) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_TAG_CHARS - 1));
        return text.substring(0, splitsPair ? MAX_TAG_CHARS - 1 : MAX_TAG_CHARS);
    }

    /** Runs a step of tracing: traced calls inside it pass straight through, and its failure stays in here. */
    private void asTracing(Runnable step) {
        TraceContext current = TraceContext.suppress();
        try {
            step.run();
        } catch (Throwable trouble) {
            engine.trouble(trouble);
        } finally {
            TraceContext.exchange(current);
        }
    }
}
