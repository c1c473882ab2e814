package io.telltale.internal.proxy;

import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.TraceEvent;
import io.telltale.internal.capture.Redaction;
import io.telltale.internal.capture.Snapshotter;
import io.telltale.internal.format.EventFormat;
import io.telltale.internal.format.JsonFormat;
import io.telltale.internal.format.SystemInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What tracers told, with clocks and ids that only count, and the tracers that tell it. */
final class Told {
    private static final EventFormat FORMAT = new JsonFormat(SystemInfo.ofThisProcess("test", null, null, Map.of()));

    final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    final AtomicLong nanoTime = new AtomicLong(1_000);
    final AtomicLong epochNanos = new AtomicLong(1_700_000_000_000_000_000L);

    private final AtomicLong lastId = new AtomicLong();

    LongSupplier ids = lastId::incrementAndGet;
    Recorder recorder = this::record;
    double sampleRate = 1;
    CaptureMode capture = CaptureMode.NONE;
    Delivery delivery = Delivery.ASYNC;
    List<String> redacted = List.of("password");

    Told capturing(CaptureMode mode) {
        capture = mode;
        return this;
    }

    Tracer tracer() {
        Redaction redaction = new Redaction(redacted);
        Spans spans = new Spans(sampleRate, nanoTime::get, epochNanos::get, () -> ids.getAsLong());
        return new Tracer(
                spans,
                snapshotter(redaction),
                redaction,
                capture,
                (event, road) -> recorder.record(event, road),
                delivery,
                warnings::add,
                troubles::add);
    }

    /** Wraps by a tracer of its own. */
    <T> T trace(Class<T> type, T target) {
        return tracer().trace(type, target);
    }

    TraceEvent event() {
        if (events.size() != 1) {
            throw new AssertionError("One event was expected, told were " + events + "; troubles: " + troubles);
        }
        return events.get(0);
    }

    List<String> names() {
        return events.stream().map(TraceEvent::name).toList();
    }

    void record(TraceEvent event, Delivery road) {
        events.add(event);
        deliveries.add(road);
    }

    static Map<String, Object> inputs(TraceEvent event) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (int i = 0; i < event.inputCount(); i++) {
            inputs.put(event.inputName(i), event.input(i));
        }
        return inputs;
    }

    static Map<String, String> tags(TraceEvent event) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < event.tagCount(); i++) {
            if (tags.put(event.tagKey(i), event.tagValue(i)) != null) {
                throw new AssertionError("The tag " + event.tagKey(i) + " is told twice");
            }
        }
        return tags;
    }

    /** Takes values as they are told in the json format. */
    static Snapshotter snapshotter(Redaction redaction) {
        return new Snapshotter(FORMAT, redaction, 8 * 1024, null);
    }

    static Object redactedMarker() {
        return snapshotter(new Redaction(List.of())).redacted();
    }

    static Object unnamedMarker() {
        return snapshotter(new Redaction(List.of())).unnamed();
    }
}
