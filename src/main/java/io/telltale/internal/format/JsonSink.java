package io.telltale.internal.format;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Values as JSON. */
class JsonSink implements ValueSink {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final JsonBytes out;
    private int depth;

    /** Whether a comma goes before the next element or name. */
    private boolean comma;

    JsonSink(JsonBytes out) {
        this.out = out;
    }

    @Override
    public void startObject() {
        start('{');
    }

    @Override
    public void endObject() {
        end('}');
    }

    @Override
    public void startArray() {
        start('[');
    }

    @Override
    public void endArray() {
        end(']');
    }

    private void start(char bracket) {
        separate();
        out.append(bracket);
        depth++;
        comma = false;
    }

    private void end(char bracket) {
        out.append(bracket);
        depth--;
        comma = depth > 0;
    }

    @Override
    public void name(String name) {
        separate();
        out.appendQuoted(name);
        out.append(':');
        comma = false;
    }

    @Override
    public void text(String value) {
        separate();
        out.appendQuoted(value);
    }

    @Override
    public void number(long value) {
        separate();
        out.append(value);
    }

    /** As text, which no reader rounds to a double. */
    void quotedNumber(long value) {
        separate();
        out.append('"');
        out.append(value);
        out.append('"');
    }

    @Override
    public void number(double value) {
        String digits = Double.toString(value);
        if (Double.isFinite(value)) {
            ascii(digits);
        } else {
            text(digits);
        }
    }

    @Override
    public void number(BigInteger value) {
        ascii(value.toString());
    }

    @Override
    public void number(BigDecimal value) {
        ascii(value.toString());
    }

    private void ascii(String digits) {
        separate();
        out.appendAscii(digits);
    }

    @Override
    public void bool(boolean value) {
        separate();
        out.append(value ? TRUE : FALSE);
    }

    @Override
    public void nothing() {
        separate();
        out.append(NULL);
    }

    @Override
    public int size() {
        return out.size() + depth;
    }

    @Override
    public int framing() {
        return 4; // a comma, two quotes and a colon, or a comma and two brackets
    }

    @Override
    public EncodedValue finish() {
        return new EncodedValue(out.toByteArray());
    }

    private void separate() {
        if (comma) {
            out.append(',');
        }
        comma = depth > 0;
    }
}
