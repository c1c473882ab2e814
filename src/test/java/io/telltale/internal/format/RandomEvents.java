package io.telltale.internal.format;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Events of every kind, the same for the same seed. */
final class RandomEvents {
    private static final String[] TAG_KEYS = {
        "error", "thread.name", "telltale.output", "telltale.input.a", "exception.type", "exception.stacktrace", "id"
    };
    private static final int MAX_DEPTH = 16;

    private final Random random;
    private final EventFormat format;

    RandomEvents(long seed, EventFormat format) {
        this.random = new Random(seed);
        this.format = format;
    }

    TraceEvent next() {
        long offset = random.nextInt(10) == 0 ? -random.nextInt() : 1_795_437_104_468_000_000L + random.nextInt();
        TraceContext context = new TraceContext(
                random.nextLong(), random.nextLong(), random.nextLong() | 1, random.nextBoolean(), offset);
        TraceEvent.Builder event = TraceEvent.of(text(20), context)
                .parentSpanId(random.nextInt(3) == 0 ? 0 : random.nextLong())
                .times(0, random.nextInt())
                .thread(text(10))
                .tags(tags());
        if (random.nextBoolean()) {
            event.inputs(new String[] {"a", "b" + text(3)}, new Object[] {value(), value()});
        }
        if (random.nextBoolean()) {
            event.output(value());
        }
        if (random.nextInt(3) == 0) {
            event.failure(new TraceFailure("T", random.nextBoolean() ? text(30) : null, text(6_000)));
        }
        return event.build();
    }

    private String[] tags() {
        String[] tags = new String[2 * random.nextInt(TAG_KEYS.length + 1)];
        for (int i = 0; i < tags.length; i += 2) {
            tags[i] = TAG_KEYS[i / 2];
            tags[i + 1] = text(8);
        }
        return tags;
    }

    @Nullable Object value() {
        return switch (random.nextInt(9)) {
            case 0 -> null;
            case 1 -> random.nextLong();
            case 2 -> random.nextDouble();
            case 3 -> random.nextBoolean();
            case 4 -> new BigDecimal(new BigInteger(100, random), random.nextInt(60) - 30);
            case 5 -> new BigInteger(100, random);
            case 6 -> text(2_000);
            default -> structure();
        };
    }

    private EncodedValue structure() {
        ValueSink sink = format.newValueSink();
        write(sink, 0);
        return sink.finish();
    }

    /** Writes one random value of at most {@link #MAX_DEPTH} levels. */
    void write(ValueSink sink, int depth) {
        int elements = random.nextInt(5);
        switch (depth == MAX_DEPTH ? random.nextInt(7) : random.nextInt(13)) {
            case 0 -> sink.text(text(40));
            case 1 -> sink.number(random.nextLong());
            case 2 -> sink.number(random.nextInt(5) == 0 ? Double.NaN : random.nextDouble());
            case 3 -> sink.number(new BigInteger(80, random));
            case 4 -> sink.number(BigDecimal.valueOf(random.nextInt(), random.nextInt(20)));
            case 5 -> sink.bool(random.nextBoolean());
            case 6 -> sink.nothing();
            case 7, 8, 9 -> {
                sink.startArray();
                for (int i = 0; i < elements; i++) {
                    write(sink, depth + 1);
                }
                sink.endArray();
            }
            default -> {
                sink.startObject();
                for (int i = 0; i < elements; i++) {
                    sink.name(i + text(6));
                    write(sink, depth + 1);
                }
                sink.endObject();
            }
        }
    }

    /** Text with control characters, quotes, surrogates with and without their other half. */
    String text(int maxLength) {
        char[] chars = new char[random.nextInt(maxLength + 1)];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char)
                    switch (random.nextInt(5)) {
                        case 0 -> random.nextInt(0x30);
                        case 1 -> 0xd800 + random.nextInt(0x800);
                        case 2 -> random.nextInt(0x10000);
                        case 3 -> "\"\\\n<>".charAt(random.nextInt(5));
                        default -> 'a' + random.nextInt(26);
                    };
        }
        return new String(chars);
    }
}
