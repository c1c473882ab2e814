package io.telltale.internal.format;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Telltale's own format: one JSON object with {@code system_info} and {@code events}, described by {@code
 * io/telltale/telltale-events.schema.json} in the jar.
 */
public final class JsonFormat extends JsonEncodedFormat {
    private static final byte[] TRACE_ID = ascii("{\"trace_id\":\"");
    private static final byte[] SPAN_ID = ascii("\",\"span_id\":\"");
    private static final byte[] PARENT_SPAN_ID = ascii("\",\"parent_span_id\":\"");
    private static final byte[] DURATION = ascii("\",\"duration_nano\":");
    private static final byte[] STATUS_OK = ascii(",\"status\":\"ok\"");
    private static final byte[] STATUS_ERROR = ascii(",\"status\":\"error\",\"error\":{\"type\":");
    private static final byte[] MESSAGE = ascii(",\"message\":");
    private static final byte[] STACK_TRACE = ascii(",\"stack_trace\":");
    private static final byte[] INPUTS = ascii(",\"inputs\":{");
    private static final byte[] OUTPUT = ascii(",\"output\":");
    private static final byte[] TAGS = ascii(",\"tags\":{");

    private final NameCache names = new NameCache("\",\"name\":\"", "\",\"start_time_unix_nano\":\"");
    private final NameCache threads = new NameCache(",\"thread\":\"", "\"");
    private final NameCache keys = new NameCache("\"", "\":");

    public JsonFormat(SystemInfo systemInfo) {
        super("json", prefix(systemInfo), ascii("]}"));
    }

    @Override
    ValueSink newValueSink(JsonBytes out) {
        return new JsonSink(out);
    }

    @Override
    void write(TraceEvent event, JsonBytes out, ValueSink values) {
        writeIds(event, out);
        names.append(event.name(), out);
        out.append(event.startUnixNanos());
        out.append(DURATION);
        out.append(event.durationNanos());
        writeStatus(event.failure(), out);
        threads.append(event.thread(), out);
        if (event.inputCount() > 0) {
            writeInputs(event, out, values);
        }
        if (event.hasOutput()) {
            out.append(OUTPUT);
            writeValue(event.output(), out, values);
        }
        if (event.tagCount() > 0) {
            writeTags(event, out);
        }
        out.append('}');
    }

    private static void writeIds(TraceEvent event, JsonBytes out) {
        TraceContext context = event.context();
        out.append(TRACE_ID);
        out.appendHex(context.traceIdHigh(), context.traceIdLow());
        out.append(SPAN_ID);
        out.appendHex(context.spanIdAsLong());
        if (event.parentSpanId() != 0) {
            out.append(PARENT_SPAN_ID);
            out.appendHex(event.parentSpanId());
        }
    }

    private static void writeStatus(@Nullable TraceFailure failure, JsonBytes out) {
        if (failure == null) {
            out.append(STATUS_OK);
            return;
        }
        out.append(STATUS_ERROR);
        out.appendQuoted(failure.type());
        if (failure.message() != null) {
            out.append(MESSAGE);
            out.appendQuoted(failure.message());
        }
        out.append(STACK_TRACE);
        out.appendQuoted(failure.stackTrace());
        out.append('}');
    }

    private void writeInputs(TraceEvent event, JsonBytes out, ValueSink values) {
        out.append(INPUTS);
        for (int i = 0; i < event.inputCount(); i++) {
            writeName(event.inputName(i), i, out);
            writeValue(event.input(i), out, values);
        }
        out.append('}');
    }

    private void writeTags(TraceEvent event, JsonBytes out) {
        out.append(TAGS);
        for (int i = 0; i < event.tagCount(); i++) {
            writeName(event.tagKey(i), i, out);
            out.appendQuoted(event.tagValue(i));
        }
        out.append('}');
    }

    private void writeName(String name, int index, JsonBytes out) {
        if (index > 0) {
            out.append(',');
        }
        keys.append(name, out);
    }

    private static void writeValue(@Nullable Object value, JsonBytes out, ValueSink values) {
        if (value instanceof String text) {
            out.appendQuoted(text);
        } else if (value instanceof EncodedValue encoded) {
            out.append(encoded.bytes());
        } else {
            PlainValue.write(value, values);
        }
    }

    private static byte[] prefix(SystemInfo systemInfo) {
        JsonBytes out = new JsonBytes(USUAL_EVENT_BYTES);
        JsonSink sink = new JsonSink(out);
        out.append(ascii("{\"system_info\":"));
        sink.startObject();
        for (Map.Entry<String, Object> attribute : systemInfo.attributes().entrySet()) {
            sink.name(attribute.getKey());
            PlainValue.write(attribute.getValue(), sink);
        }
        sink.endObject();
        out.append(ascii(",\"events\":["));
        return out.toByteArray();
    }
}
