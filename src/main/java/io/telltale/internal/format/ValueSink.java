package io.telltale.internal.format;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Writes one value, token by token, in a wire format. It trusts its caller: a name before each value in an object, every
 * start ended, one value in all, at most 32 levels. Enforces no limit; it says how large the value has become. Used by
 * one thread, once.
 */
public interface ValueSink {
    void startObject();

    void endObject();

    void startArray();

    void endArray();

    /** The name of the next value, inside an object. */
    void name(String name);

    void text(String value);

    void number(long value);

    /** NaN and the infinities, which JSON has no number for, are written as text. */
    void number(double value);

    void number(BigInteger value);

    void number(BigDecimal value);

    void bool(boolean value);

    void nothing();

    /** How many bytes the value would have if what is open were ended now. */
    int size();

    /** The most bytes that one value, or one name together with its value's start, takes beyond its own text. */
    int framing();

    /** The value, once everything started is ended. */
    EncodedValue finish();
}
