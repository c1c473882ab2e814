package io.telltale.internal.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.TraceEvent;
import java.util.ArrayList;
import java.util.List;

class ZipkinFormatTest extends EventFormatContract {
    private final ZipkinFormat zipkin = WireZipkin.format();

    @Override
    EventFormat newFormat() {
        return WireZipkin.format();
    }

    @Override
    List<String> names(TraceEvent... events) {
        List<String> names = new ArrayList<>();
        WireZipkin.body(zipkin, events)
                .forEach(span -> names.add(span.path("name").asText()));
        return names;
    }

    @Override
    JsonNode told(Object taken) {
        return WireZipkin.value(taken);
    }
}
