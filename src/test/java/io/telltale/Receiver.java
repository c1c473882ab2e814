package io.telltale;

/** Where events arrive, as far as a test that counts them must know. */
interface Receiver extends AutoCloseable {
    /** Its address for events of a format, as it is spoken now. */
    String url(WireFormat format);

    /** The distinct events that it kept. */
    int size();

    /** How often it was sent an event that it had kept already. */
    long duplicates();

    /** The requests whose headers were read. */
    int requests();

    @Override
    void close();

    /** The path from which Telltale tells the format. */
    static String path(WireFormat format) {
        return switch (format) {
            case JSON -> "/events";
            case OTLP -> "/v1/traces";
            case ZIPKIN -> "/api/v2/spans";
        };
    }
}
