package io.telltale.internal.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.TraceEvent;
import java.util.ArrayList;
import java.util.List;

class OtlpFormatTest extends EventFormatContract {
    private final OtlpFormat otlp = WireOtlp.format();

    @Override
    EventFormat newFormat() {
        return WireOtlp.format();
    }

    @Override
    List<String> names(TraceEvent... events) {
        List<String> names = new ArrayList<>();
        WireOtlp.body(otlp, events)
                .at("/resourceSpans/0/scopeSpans/0/spans")
                .forEach(span -> names.add(span.path("name").asText()));
        return names;
    }

    @Override
    JsonNode told(Object taken) {
        return WireOtlp.value(taken);
    }
}
