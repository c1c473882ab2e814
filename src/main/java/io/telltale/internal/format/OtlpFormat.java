package io.telltale.internal.format;

import static io.telltale.internal.format.AttributeNames.EXCEPTION_MESSAGE;
import static io.telltale.internal.format.AttributeNames.EXCEPTION_STACK_TRACE;
import static io.telltale.internal.format.AttributeNames.EXCEPTION_TYPE;

import io.telltale.TraceContext;
import io.telltale.TraceEvent;
import io.telltale.TraceFailure;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/HTTP with JSON: protobuf's JSON mapping of <a
 * href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>,
 * but with hexadecimal ids and integer enums, as the <a
 * href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">specification</a> has it.
 *
 * <p>Beyond what it asks for: {@code attributes} and {@code status} are always there, since some receivers fail without.
 */
public final class OtlpFormat extends JsonEncodedFormat {
    private static final Set<String> TAKEN = Set.of(AttributeNames.THREAD);

    private static final byte[] TRACE_ID = ascii("{\"traceId\":\"");
    private static final byte[] SPAN_ID = ascii("\",\"spanId\":\"");
    private static final byte[] PARENT_SPAN_ID = ascii("\",\"parentSpanId\":\"");
    private static final byte[] TRACE_STATE = ascii("\",\"traceState\":\"");
    private static final byte[] SAMPLED = ascii("\",\"flags\":1");
    private static final byte[] NOT_SAMPLED = ascii("\",\"flags\":0");
    private static final byte[] END = ascii("\",\"endTimeUnixNano\":\"");
    private static final byte[] OUTPUT = ascii(",{\"key\":\"" + AttributeNames.OUTPUT + "\",\"value\":");
    private static final byte[] VALUE = ascii("\",\"value\":");
    private static final byte[] TEXT = ascii("{\"stringValue\":");
    private static final byte[] TEXT_END = ascii("}}");
    private static final byte[] STATUS_UNSET = ascii("],\"status\":{\"code\":0}}");
    private static final byte[] EXCEPTION = ascii("],\"events\":[{\"timeUnixNano\":\"");
    private static final byte[] EXCEPTION_ATTRIBUTES =
            ascii("\",\"name\":\"exception\",\"attributes\":[{\"key\":\"" + EXCEPTION_TYPE + "\",\"value\":");
    private static final byte[] MESSAGE = ascii(",{\"key\":\"" + EXCEPTION_MESSAGE + "\",\"value\":");
    private static final byte[] STACK_TRACE = ascii(",{\"key\":\"" + EXCEPTION_STACK_TRACE + "\",\"value\":");
    private static final byte[] STATUS_ERROR = ascii("]}],\"status\":{\"code\":2");
    private static final byte[] STATUS_MESSAGE = ascii(",\"message\":");
    private static final byte[] STATUS_END = ascii("}}");

    private final NameCache names = new NameCache(",\"name\":\"", "\",\"kind\":1,\"startTimeUnixNano\":\"");
    private final NameCache threads = new NameCache(
            "\",\"attributes\":[{\"key\":\"" + AttributeNames.THREAD + "\",\"value\":{\"stringValue\":\"", "\"}}");
    private final NameCache inputs = new NameCache(",{\"key\":\"" + AttributeNames.INPUT, "\",\"value\":");
    private final NameCache tags =
            new NameCache(",{\"key\":\"", key -> AttributeNames.ofTag(key, TAKEN), "\",\"value\":");

    public OtlpFormat(SystemInfo systemInfo) {
        super("otlp", prefix(systemInfo), ascii("]}]}]}"));
    }

    @Override
    ValueSink newValueSink(JsonBytes out) {
        return new OtlpSink(out);
    }

    @Override
    public Acceptance read(byte[] answer) {
        return OtlpAnswer.read(answer);
    }

    @Override
    void write(TraceEvent event, JsonBytes out, ValueSink values) {
        long start = Math.max(0, event.startUnixNanos()); // fixed64 has no sign; before 1970 no clock is right
        long end = start + event.durationNanos();
        writeIds(event, out);
        names.append(event.name(), out);
        out.append(start);
        out.append(END);
        out.append(end);
        threads.append(event.thread(), out);
        writeInputs(event, out, values);
        if (event.hasOutput()) {
            out.append(OUTPUT);
            writeValue(event.output(), out, values);
        }
        writeTags(event, out);
        writeEnd(event.failure(), end, out);
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
        String tracestate = context.tracestate();
        if (tracestate != null) {
            out.append(TRACE_STATE);
            out.appendText(tracestate);
        }
        out.append(context.sampled() ? SAMPLED : NOT_SAMPLED);
    }

    private void writeInputs(TraceEvent event, JsonBytes out, ValueSink values) {
        for (int i = 0; i < event.inputCount(); i++) {
            inputs.append(event.inputName(i), out);
            writeValue(event.input(i), out, values);
        }
    }

    private void writeTags(TraceEvent event, JsonBytes out) {
        for (int i = 0; i < event.tagCount(); i++) {
            tags.append(event.tagKey(i), out);
            writeText(event.tagValue(i), out);
        }
    }

    /** With the end of the attribute that it belongs to. */
    private static void writeValue(@Nullable Object value, JsonBytes out, ValueSink values) {
        if (value instanceof String text) {
            writeText(text, out);
            return;
        }
        if (value instanceof EncodedValue encoded) {
            out.append(encoded.bytes());
        } else {
            PlainValue.write(value, values);
        }
        out.append('}');
    }

    /** With the end of the attribute that it belongs to. */
    private static void writeText(String value, JsonBytes out) {
        out.append(TEXT);
        out.appendQuoted(value);
        out.append(TEXT_END);
    }

    /** From the end of the attributes on. */
    private static void writeEnd(@Nullable TraceFailure failure, long endUnixNanos, JsonBytes out) {
        if (failure == null) {
            out.append(STATUS_UNSET);
            return;
        }
        String message = failure.message();
        out.append(EXCEPTION);
        out.append(endUnixNanos);
        out.append(EXCEPTION_ATTRIBUTES);
        writeText(failure.type(), out);
        if (message != null) {
            out.append(MESSAGE);
            writeText(message, out);
        }
        out.append(STACK_TRACE);
        writeText(failure.stackTrace(), out);
        out.append(STATUS_ERROR);
        if (message != null) {
            out.append(STATUS_MESSAGE);
            out.appendQuoted(message);
        }
        out.append(STATUS_END);
    }

    private static byte[] prefix(SystemInfo systemInfo) {
        Map<String, Object> resource = systemInfo.conventionalAttributes();
        JsonBytes out = new JsonBytes(USUAL_EVENT_BYTES);
        out.append(ascii("{\"resourceSpans\":[{\"resource\":{\"attributes\":["));
        ValueSink values = new OtlpSink(out);
        boolean first = true;
        for (Map.Entry<String, Object> attribute : resource.entrySet()) {
            out.append(ascii(first ? "{\"key\":\"" : ",{\"key\":\""));
            out.appendText(attribute.getKey());
            out.append(VALUE);
            writeValue(attribute.getValue(), out, values);
            first = false;
        }
        out.append(ascii("]},\"scopeSpans\":[{\"scope\":{\"name\":\"io.telltale\",\"version\":"));
        out.appendQuoted(systemInfo.libraryVersion());
        out.append(ascii("},\"spans\":["));
        return out.toByteArray();
    }
}
