package io.telltale;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One completed call: what the lane carries and a format encodes. Immutable; arrays given to the constructor are the
 * event's own from then on.
 *
 * <p>An input or output is a value that can't change (text, a number, a date …, already cut to size) or a snapshot in
 * the wire format's own bytes.
 */
public final class TraceEvent {
    /** Stands for the output of an event that tells none. */
    public static final Object NO_OUTPUT = new Object();

    private static final String[] NONE = {};

    private final Shape shape;
    private final TraceContext context;
    private final long parentSpanId;
    private final long startNanos;
    private final long endNanos;
    private final String thread;

    /** As the constructor says. */
    private final @Nullable Object inputs;

    private final @Nullable Object output;
    private final @Nullable TraceFailure failure;

    /**
     * An event whose every part is at hand. {@link #of} is easier to read; this allocates nothing but the event.
     *
     * @param parentSpanId 0 for none
     * @param startNanos from {@link System#nanoTime}, as {@code endNanos}
     * @param inputs the value itself where {@code shape} names one input, otherwise an {@code Object[]} of as many
     *     values as it names, which may be null for none
     * @param output {@link #NO_OUTPUT} where none is told
     */
    public TraceEvent(
            Shape shape,
            TraceContext context,
            long parentSpanId,
            long startNanos,
            long endNanos,
            String thread,
            @Nullable Object inputs,
            @Nullable Object output,
            @Nullable TraceFailure failure) {
        this.shape = shape;
        this.context = context;
        this.parentSpanId = parentSpanId;
        this.startNanos = startNanos;
        this.endNanos = endNanos;
        this.thread = thread;
        this.inputs = inputs;
        this.output = output;
        this.failure = failure;
    }

    /** Starts an event of the span {@code context}. */
    public static Builder of(String name, TraceContext context) {
        return new Builder(name, context);
    }

    public String name() {
        return shape.name;
    }

    public TraceContext context() {
        return context;
    }

    /** The parent's span id, or 0 for a trace's first span. */
    public long parentSpanId() {
        return parentSpanId;
    }

    /** Wall clock at the start, in nanoseconds since 1970. */
    public long startUnixNanos() {
        return startNanos + context.epochOffsetNanos();
    }

    /** {@link System#nanoTime} at the end. */
    public long endNanos() {
        return endNanos;
    }

    /** From {@link System#nanoTime}, never negative. */
    public long durationNanos() {
        return Math.max(0, endNanos - startNanos);
    }

    /** The name of the thread that made the call. */
    public String thread() {
        return thread;
    }

    /** How many inputs are told. */
    public int inputCount() {
        return shape.inputNames.length;
    }

    /** The name of the input at {@code index}. */
    public String inputName(int index) {
        return shape.inputNames[index];
    }

    /** The value of the input at {@code index}. */
    public @Nullable Object input(int index) {
        if (shape.inputNames.length == 1) {
            return inputs;
        }
        return ((@Nullable Object[]) Objects.requireNonNull(inputs))[index];
    }

    /** Whether an output is told; {@link #output} may then still be null. */
    public boolean hasOutput() {
        return output != NO_OUTPUT;
    }

    public @Nullable Object output() {
        return output;
    }

    /** What the call threw, or null when it succeeded. */
    public @Nullable TraceFailure failure() {
        return failure;
    }

    /** How many tags there are. */
    public int tagCount() {
        return shape.tags.length / 2;
    }

    /** The key of the tag at {@code index}. */
    public String tagKey(int index) {
        return shape.tags[2 * index];
    }

    /** The value of the tag at {@code index}. */
    public String tagValue(int index) {
        return shape.tags[2 * index + 1];
    }

    /** Name and ids; never a payload. */
    @Override
    public String toString() {
        return "TraceEvent[" + shape.name + " " + context + "]";
    }

    /** What the events of one method have in common, so that each carries no more than a reference to it. Immutable. */
    public static final class Shape {
        private final String name;
        private final String[] inputNames;
        private final String[] tags;

        /**
         * The arrays are the shape's own from now on.
         *
         * @param tags keys and values in turn
         */
        public Shape(String name, String[] inputNames, String[] tags) {
            this.name = name;
            this.inputNames = inputNames;
            this.tags = tags;
        }
    }

    /** Gathers an event. Not thread-safe; used once. */
    public static final class Builder {
        private final String name;
        private final TraceContext context;
        private long parentSpanId;
        private long startNanos;
        private long endNanos;
        private String thread = "";
        private String[] inputNames = NONE;
        private @Nullable Object[] inputs = NONE;
        private @Nullable Object output = NO_OUTPUT;
        private @Nullable TraceFailure failure;
        private String[] tags = NONE;

        private Builder(String name, TraceContext context) {
            this.name = name;
            this.context = context;
        }

        /** 0, the default, is no parent. */
        public Builder parentSpanId(long id) {
            parentSpanId = id;
            return this;
        }

        /** Both from {@link System#nanoTime}. */
        public Builder times(long start, long end) {
            startNanos = start;
            endNanos = end;
            return this;
        }

        public Builder thread(String threadName) {
            thread = threadName;
            return this;
        }

        /** Two arrays of one length; they belong to the event from now on (the names may be shared between events). */
        public Builder inputs(String[] names, @Nullable Object[] values) {
            inputNames = names;
            inputs = values;
            return this;
        }

        public Builder output(@Nullable Object value) {
            output = value;
            return this;
        }

        public Builder failure(TraceFailure thrown) {
            failure = thrown;
            return this;
        }

        /** Keys and values in turn; the array belongs to the event from now on and may be shared between events. */
        public Builder tags(String... keysAndValues) {
            tags = keysAndValues;
            return this;
        }

        public TraceEvent build() {
            return new TraceEvent(
                    new Shape(name, inputNames, tags),
                    context,
                    parentSpanId,
                    startNanos,
                    endNanos,
                    thread,
                    inputs.length == 1 ? inputs[0] : inputs,
                    output,
                    failure);
        }
    }
}
