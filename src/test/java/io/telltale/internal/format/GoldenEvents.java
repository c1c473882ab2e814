package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The events behind the golden files, and the files: {@code golden/FORMAT/NAME.json} beside this class. */
final class GoldenEvents {
    private static final TraceContext ROOT = new TraceContext(
            0x0123456789abcdefL, 0xfedcba9876543210L, 0x00f067aa0ba902b7L, true, 1_795_437_104_468_000_000L);

    private GoldenEvents() {}

    static TraceEvent[] of(String name, EventFormat format) {
        return switch (name) {
            case "one-event" -> new TraceEvent[] {place().build()};
            case "batch" -> new TraceEvent[] {child(1, "load"), child(2, "store"), place().build()};
            case "error" -> new TraceEvent[] {failed(), failedWithoutMessage()};
            case "nested-values" -> new TraceEvent[] {nested(format)};
            case "unicode-and-control-characters" -> new TraceEvent[] {unicode(format)};
            default -> throw new IllegalArgumentException(name);
        };
    }

    static String file(String format, String name) throws IOException {
        String path = "golden/" + format + "/" + name + ".json";
        try (InputStream file = Objects.requireNonNull(GoldenEvents.class.getResourceAsStream(path), path)) {
            return new String(file.readAllBytes(), UTF_8);
        }
    }

    private static TraceEvent.Builder place() {
        return TraceEvent.of("OrderService.place", ROOT)
                .times(123_456, 936_801)
                .thread("main")
                .inputs(new String[] {"id", "note", "express"}, new Object[] {7, null, true})
                .output(19.99)
                .tags("order.id", "7", "error", "a tag of the user's", "thread.name", "another");
    }

    private static TraceEvent child(long span, String name) {
        TraceContext context =
                new TraceContext(ROOT.traceIdHigh(), ROOT.traceIdLow(), span, false, ROOT.epochOffsetNanos());
        return TraceEvent.of(name, context)
                .parentSpanId(ROOT.spanIdAsLong())
                .times(200_000, 200_999)
                .thread("worker-1")
                .build();
    }

    private static TraceEvent failed() {
        String message = "disk \"full\"";
        return place().failure(new TraceFailure(
                        "java.io.IOException", message, "java.io.IOException: " + message + "\n\tat a.B.c(B.java:7)\n"))
                .build();
    }

    private static TraceEvent failedWithoutMessage() {
        return TraceEvent.of("empty", ROOT)
                .times(0, 5_000_000_000L)
                .failure(new TraceFailure("java.lang.NullPointerException", null, "java.lang.NullPointerException\n"))
                .build();
    }

    private static TraceEvent nested(EventFormat format) {
        ValueSink order = format.newValueSink();
        order.startObject();
        order.name("id");
        order.number(7);
        order.name("lines");
        order.startArray();
        order.startObject();
        order.name("sku");
        order.text("A-1");
        order.name("price");
        order.number(2.5);
        order.endObject();
        order.nothing();
        order.startArray();
        order.endArray();
        order.endArray();
        order.name("customer");
        order.startObject();
        order.endObject();
        order.name("password");
        order.text("<telltale: redacted>");
        order.name("<telltale>");
        order.text("<telltale: cut at 8192 bytes>");
        order.endObject();
        ValueSink flags = format.newValueSink();
        flags.startArray();
        flags.bool(true);
        flags.text("two");
        flags.endArray();
        return TraceEvent.of("OrderService.place", ROOT)
                .times(0, 1_000)
                .thread("main")
                .inputs(new String[] {"order"}, new Object[] {order.finish()})
                .output(flags.finish())
                .build();
    }

    private static TraceEvent unicode(EventFormat format) {
        String text = "é 漢字 😀 \"quoted\" back\\slash \b\f\n\r\t \u0000\u001f\u007f \u2028 half \ud83d.";
        ValueSink structure = format.newValueSink();
        structure.startObject();
        structure.name("key " + text);
        structure.text(text);
        structure.endObject();
        return TraceEvent.of("name " + text, ROOT)
                .times(0, 1_000_000)
                .thread("thread " + text)
                .inputs(new String[] {"input " + text}, new Object[] {structure.finish()})
                .output(text)
                .failure(new TraceFailure("T", text, text))
                .tags("tag " + text, text)
                .build();
    }
}
