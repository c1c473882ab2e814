package io.telltale.internal.format;

import static io.telltale.internal.format.AttributeNames.EXCEPTION_STACK_TRACE;
import static io.telltale.internal.format.AttributeNames.EXCEPTION_TYPE;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's v2 JSON, a list of spans: <a href="https://zipkin.io/zipkin-api/#/default/post_spans">POST /api/v2/spans</a>.
 * Tags are texts there: a structure is told as the text of its JSON. There is nothing around the spans that could say who
 * is speaking, so each names its service, and no more of {@link SystemInfo} is told.
 */
public final class ZipkinFormat extends JsonEncodedFormat {
    /** Stack traces are told as tags, which Zipkin's storages index: the head must do. */
    private static final int MAX_STACK_TRACE_BYTES = 4 * 1024;

    private static final String CUT = "<telltale: cut at 4 KiB>";

    /** By this tag alone Zipkin knows a failure. */
    private static final String ERROR_TAG = "error";

    private static final Set<String> TAKEN =
            Set.of(AttributeNames.THREAD, ERROR_TAG, EXCEPTION_TYPE, EXCEPTION_STACK_TRACE);

    private static final byte[] TRACE_ID = ascii("{\"traceId\":\"");
    private static final byte[] PARENT_ID = ascii("\",\"parentId\":\"");
    private static final byte[] ID = ascii("\",\"id\":\"");
    private static final byte[] DURATION = ascii(",\"duration\":");
    private static final byte[] OUTPUT = ascii(",\"" + AttributeNames.OUTPUT + "\":");
    private static final byte[] ERROR = ascii(",\"" + ERROR_TAG + "\":");
    private static final byte[] TYPE = ascii(",\"" + EXCEPTION_TYPE + "\":");
    private static final byte[] STACK_TRACE = ascii(",\"" + EXCEPTION_STACK_TRACE + "\":\"");
    private static final byte[] END = ascii("}}");

    private final NameCache names = new NameCache("\",\"name\":\"", "\",\"timestamp\":");
    private final NameCache inputs = new NameCache(",\"" + AttributeNames.INPUT, "\":");
    private final NameCache tags = new NameCache(",\"", key -> AttributeNames.ofTag(key, TAKEN), "\":");

    /** Before each, the service's name and the start of the tags. */
    private final NameCache threads;

    public ZipkinFormat(SystemInfo systemInfo) {
        super("zipkin", ascii("["), ascii("]"));
        threads = new NameCache(endpoint(systemInfo.serviceName()), UnaryOperator.identity(), ascii("\""));
    }

    private static byte[] endpoint(String serviceName) {
        JsonBytes out = new JsonBytes(USUAL_EVENT_BYTES);
        out.append(ascii(",\"localEndpoint\":{\"serviceName\":"));
        out.appendQuoted(serviceName);
        out.append(ascii("},\"tags\":{\"" + AttributeNames.THREAD + "\":\""));
        return out.toByteArray();
    }

    @Override
    ValueSink newValueSink(JsonBytes out) {
        return new ZipkinSink(out);
    }

    /** As much as fits inside a structure, where escapes take more; a text that stands alone is cut a little early. */
    @Override
    public int fit(String text, int maxBytes) {
        return JsonText.fitNested(text, maxBytes);
    }

    @Override
    void write(TraceEvent event, JsonBytes out, ValueSink values) {
        writeIds(event, out);
        names.append(event.name(), out);
        out.append(atLeastOne(event.startUnixNanos() / 1_000)); // 0 means unknown
        out.append(DURATION);
        out.append(atLeastOne(event.durationNanos() / 1_000));
        threads.append(event.thread(), out);
        writeInputs(event, out);
        if (event.hasOutput()) {
            out.append(OUTPUT);
            writeValue(event.output(), out);
        }
        writeTags(event, out);
        writeFailure(event.failure(), out);
        out.append(END);
    }

    private static long atLeastOne(long micros) {
        return Math.max(1, micros);
    }

    private static void writeIds(TraceEvent event, JsonBytes out) {
        TraceContext context = event.context();
        out.append(TRACE_ID);
        out.appendHex(context.traceIdHigh(), context.traceIdLow());
        if (event.parentSpanId() != 0) {
            out.append(PARENT_ID);
            out.appendHex(event.parentSpanId());
        }
        out.append(ID);
        out.appendHex(context.spanIdAsLong());
    }

    private void writeInputs(TraceEvent event, JsonBytes out) {
        for (int i = 0; i < event.inputCount(); i++) {
            inputs.append(event.inputName(i), out);
            writeValue(event.input(i), out);
        }
    }

    private void writeTags(TraceEvent event, JsonBytes out) {
        for (int i = 0; i < event.tagCount(); i++) {
            tags.append(event.tagKey(i), out);
            out.appendQuoted(event.tagValue(i));
        }
    }

    private static void writeValue(@Nullable Object value, JsonBytes out) {
        if (value instanceof EncodedValue encoded) {
            out.append(encoded.bytes());
        } else if (value instanceof Integer || value instanceof Long) {
            out.append('"');
            out.append(((Number) value).longValue());
            out.append('"');
        } else {
            out.appendQuoted(value == null ? "null" : PlainValue.text(value));
        }
    }

    private static void writeFailure(@Nullable TraceFailure failure, JsonBytes out) {
        if (failure == null) {
            return;
        }
        String message = failure.message();
        out.append(ERROR);
        out.appendQuoted(message == null || message.isEmpty() ? failure.type() : message);
        out.append(TYPE);
        out.appendQuoted(failure.type());
        out.append(STACK_TRACE);
        writeHead(failure.stackTrace(), out);
        out.append('"');
    }

    private static void writeHead(String stackTrace, JsonBytes out) {
        int kept = JsonText.fit(stackTrace, MAX_STACK_TRACE_BYTES);
        if (kept == stackTrace.length()) {
            out.appendText(stackTrace);
        } else {
            out.appendText(stackTrace.substring(0, kept));
            out.appendText(CUT);
        }
    }
}
