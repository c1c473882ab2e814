package io.telltale;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** What an operator reads once, at the start: what was understood of the configuration. */
record StartLine(Level level, String text) {
    static List<StartLine> of(TracingConfig config) {
        List<StartLine> lines = besides(config);
        lines.add(new StartLine(Level.INFO, summary(config)));
        return lines;
    }

    /** All but the summary. */
    static List<StartLine> besides(TracingConfig config) {
        List<StartLine> lines = new ArrayList<>();
        for (String sentence : config.warnings()) {
            lines.add(warning(sentence));
        }
        for (String note : config.notes()) {
            lines.add(new StartLine(Level.INFO, note));
        }
        return lines;
    }

    static StartLine warning(String sentence) {
        return new StartLine(Level.WARN, sentence);
    }

    /** The configuration in a sentence, secrets left out. */
    static String summary(TracingConfig config) {
        URI endpoint = config.endpoint();
        if (!config.enabled()) {
            String source = config.source(Variables.ENABLED);
            boolean borrowed = source != null && source.startsWith(OtelVariables.PREFIX);
            return "Tracing is off: " + (borrowed ? source + " is true" : "TELLTALE_ENABLED is false");
        }
        if (endpoint == null) {
            return "Tracing is off: set TELLTALE_ENDPOINT to the address that events go to";
        }
        List<String> sources = config.sources();
        return "Tracing " + config.serviceName() + " to " + withoutQuery(endpoint)
                + ": format " + lower(config.format())
                + ", delivery " + lower(config.delivery())
                + ", capture " + lower(config.capture())
                + ", sample rate " + config.sampleRate()
                + ", store at most " + config.storeMaxEvents() + " events and "
                + Quantity.writeBytes(config.storeMaxBytes()) + " ("
                + lower(config.storeOverflow())
                + (config.storePressure() == Pressure.SAMPLE ? ", sampled under pressure" : "") + ")"
                + keptIn(config.storeDir()) + ", " + config.maxConnections() + " connections; set by "
                + (sources.isEmpty() ? "code" : String.join(", ", sources));
    }

    private static String keptIn(@Nullable Path directory) {
        return directory == null ? "" : " kept in " + directory;
    }

    /** A query may carry a key. */
    private static String withoutQuery(URI endpoint) {
        String text = endpoint.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Never throws. */
    void writeTo(Logger logger) {
        try {
            logger.atLevel(level).log(text);
        } catch (Throwable unwritten) {
            // The appender is whom there was to tell; the application must start all the same.
        }
    }
}
