package io.telltale.bench;

import java.util.Locale;

/** The subjects, in the order of the tables. */
enum SubjectName {
    DIRECT("no tracing"),
    OTEL("OpenTelemetry"),
    OTEL_TUNED("OpenTelemetry tuned"),
    OTEL_TUNED_JDK("OpenTelemetry tuned, JDK sender"),
    BRAVE("Brave"),
    TELLTALE_ASYNC("Telltale async"),
    TELLTALE_ASYNC_OTLP("Telltale async, OTLP"),
    TELLTALE_SYNC("Telltale sync"),
    TELLTALE_DEFERRED("Telltale deferred");

    private final String title;

    SubjectName(String title) {
        this.title = title;
    }

    static SubjectName of(String argument) {
        return valueOf(argument.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As the tables show it. */
    String title() {
        return title;
    }

    /** As a command line names it. */
    String argument() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean telltale() {
        return name().startsWith("TELLTALE");
    }

    /** What an expert set for a high rate; bars for rates and bursts are measured against these. */
    boolean tuned() {
        return this == OTEL_TUNED || this == OTEL_TUNED_JDK;
    }

    /** Whether it is this library's default delivery. */
    boolean asynchronous() {
        return this == TELLTALE_ASYNC || this == TELLTALE_ASYNC_OTLP;
    }

    boolean peer() {
        return this != DIRECT && !telltale();
    }

    /** How many threads share the calls: one, unless a call waits for its acknowledgement. */
    int callers() {
        return this == TELLTALE_SYNC ? 64 : 1;
    }

    /** @param receiver where it listens, as {@code http://host:port} */
    Subject create(String receiver) {
        return switch (this) {
            case DIRECT -> new DirectSubject();
            case OTEL -> OtelSubject.withDefaults(receiver);
            case OTEL_TUNED -> OtelSubject.tuned(receiver, OtelSubject.OKHTTP_SENDER);
            case OTEL_TUNED_JDK -> OtelSubject.tuned(receiver, OtelSubject.JDK_SENDER);
            case BRAVE -> new BraveSubject(receiver);
            case TELLTALE_ASYNC -> new TelltaleSubject(receiver + "/events", "async");
            case TELLTALE_ASYNC_OTLP -> new TelltaleSubject(receiver + "/v1/traces", "async");
            case TELLTALE_SYNC -> new TelltaleSubject(receiver + "/events", "sync");
            case TELLTALE_DEFERRED -> new TelltaleSubject(receiver + "/events", "deferred");
        };
    }
}
