package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Holds a sink to what it says of its size: no token takes more than its text and the framing. */
final class MeteredSink implements ValueSink {
    private static final int LONGEST_LITERAL = 25;

    private final EventFormat format;
    private final ValueSink sink;

    MeteredSink(EventFormat format) {
        this.format = format;
        this.sink = format.newValueSink();
    }

    private void takes(int most, Runnable token) {
        int before = sink.size();
        token.run();
        assertThat(sink.size() - before).isBetween(0, most + sink.framing());
    }

    /** The least room that the whole text fits in. */
    private int room(String text) {
        int room = text.length();
        while (format.fit(text, room) < text.length()) {
            room++;
        }
        return room;
    }

    @Override
    public void startObject() {
        takes(0, sink::startObject);
    }

    @Override
    public void endObject() {
        takes(0, sink::endObject);
    }

    @Override
    public void startArray() {
        takes(0, sink::startArray);
    }

    @Override
    public void endArray() {
        takes(0, sink::endArray);
    }

    @Override
    public void name(String name) {
        takes(room(name), () -> sink.name(name));
    }

    @Override
    public void text(String value) {
        takes(room(value), () -> sink.text(value));
    }

    @Override
    public void number(long value) {
        takes(Long.toString(value).length(), () -> sink.number(value));
    }

    @Override
    public void number(double value) {
        takes(LONGEST_LITERAL, () -> sink.number(value));
    }

    @Override
    public void number(BigInteger value) {
        takes(value.toString().length(), () -> sink.number(value));
    }

    @Override
    public void number(BigDecimal value) {
        takes(value.toString().length() + 3, () -> sink.number(value));
    }

    @Override
    public void bool(boolean value) {
        takes(5, () -> sink.bool(value));
    }

    @Override
    public void nothing() {
        takes(4, sink::nothing);
    }

    @Override
    public int size() {
        return sink.size();
    }

    @Override
    public int framing() {
        return sink.framing();
    }

    @Override
    public EncodedValue finish() {
        return sink.finish();
    }
}
