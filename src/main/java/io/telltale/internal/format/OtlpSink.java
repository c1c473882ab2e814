package io.telltale.internal.format;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Values as an {@code AnyValue} of OTLP/JSON: each is an object with its kind as the only key, and null is an empty one
 * (<a
 * href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto">common.proto</a>).
 */
final class OtlpSink implements ValueSink {
    private static final String OBJECT = "kvlistValue";
    private static final String TEXT = "stringValue";

    /** The start of an object, a comma before it, and its three brackets at the end: the longest of all. */
    private static final int FRAMING = ",{\"kvlistValue\":{\"values\":[]}}".length();

    private final JsonSink json;
    private int depth;

    /** Bit n: the container at depth n is an object. */
    private long objects;

    OtlpSink(JsonBytes out) {
        json = new JsonSink(out);
    }

    @Override
    public void startObject() {
        start(OBJECT);
        objects |= bit();
    }

    @Override
    public void startArray() {
        start("arrayValue");
        objects &= ~bit();
    }

    private void start(String kind) {
        startValue(kind);
        json.startObject();
        json.name("values");
        json.startArray();
        depth++;
    }

    @Override
    public void endObject() {
        end();
    }

    @Override
    public void endArray() {
        end();
    }

    private void end() {
        json.endArray();
        json.endObject();
        depth--;
        endValue();
    }

    @Override
    public void name(String name) {
        json.startObject();
        json.name("key");
        json.text(name);
        json.name("value");
    }

    @Override
    public void text(String value) {
        startValue(TEXT);
        json.text(value);
        endValue();
    }

    @Override
    public void number(long value) {
        startValue("intValue");
        json.quotedNumber(value); // as protobuf's JSON writes 64 bits
        endValue();
    }

    @Override
    public void number(double value) {
        startValue(Double.isFinite(value) ? "doubleValue" : TEXT);
        json.number(value);
        endValue();
    }

    /** An integer of more than 64 bits has no kind of its own: its digits are told as text. */
    @Override
    public void number(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            number(value.longValueExact());
        } else {
            text(value.toString());
        }
    }

    /** A double where that is the very number's shortest form; otherwise text, which loses no digit. */
    @Override
    public void number(BigDecimal value) {
        double nearest = value.doubleValue();
        if (Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(value) == 0) {
            number(nearest);
        } else {
            text(value.toString());
        }
    }

    @Override
    public void bool(boolean value) {
        startValue("boolValue");
        json.bool(value);
        endValue();
    }

    @Override
    public void nothing() {
        json.startObject();
        endValue();
    }

    private void startValue(String kind) {
        json.startObject();
        json.name(kind);
    }

    /** Ends what holds the value, and the pair with its name where it has one. */
    private void endValue() {
        json.endObject();
        if (depth > 0 && (objects & bit()) != 0) {
            json.endObject();
        }
    }

    @Override
    public int size() {
        return json.size();
    }

    @Override
    public int framing() {
        return FRAMING;
    }

    @Override
    public EncodedValue finish() {
        return json.finish();
    }

    private long bit() {
        return 1L << depth;
    }
}
