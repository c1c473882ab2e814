package io.telltale.internal.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.base.GeneratorBase;
import com.fasterxml.jackson.core.json.JsonWriteContext;
import io.telltale.internal.format.EncodedValue;
import io.telltale.internal.format.PlainValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes one value's tokens from Jackson, whoever serializes, and passes them through a {@link Guard}. Of a text, an array
 * or binary data it touches no more than may be told. Not thread-safe; used once.
 */
final class GuardedGenerator extends GeneratorBase {
    private final Guard guard;
    private final int maxBytes;

    // The values being serialized, outermost first, and the depth at which each stands
    private @Nullable Object[] path = new Object[4];
    private int[] pathDepths = new int[4];
    private int pathLength;

    private int failures;

    @SuppressWarnings("deprecation") // its successor is not there in the Jackson, older than 2.16, that many still run
    GuardedGenerator(Guard guard, int maxBytes, ObjectCodec codec) {
        super(0, codec);
        this.guard = guard;
        this.maxBytes = maxBytes;
    }

    /** Calls a serializer, which may be anybody's. */
    @FunctionalInterface
    interface Serialization {
        void run() throws IOException;
    }

    /**
     * Serializes {@code value} so that its failure is told in its place and what stands around it goes on. A value inside
     * a hidden one is passed over, one inside itself is told as a cycle; neither's code runs.
     */
    void writeGuarded(Object value, Serialization serialization) throws IOException {
        if (guard.isMuted()) {
            _verifyValueWrite("skip a value");
            guard.skipMutedValue();
            return;
        }
        if (isInsideItself(value)) {
            writeString(Marker.CYCLE);
            return;
        }
        JsonWriteContext context = _writeContext;
        int depth = guard.depth();
        int tokens = guard.tokens();
        push(value);
        try {
            serialization.run();
        } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
            if (guard.isStopped() || isCausedByMachine(e)) {
                throw e;
            }
            _writeContext = context;
            if (e instanceof LimitReached) {
                guard.closeTo(depth, null);
            } else {
                failures++;
                tellFailure(Marker.failed(value.getClass(), e), depth, tokens);
            }
        } finally {
            pop();
        }
    }

    /**
     * Serializes the whole value: what is missing at its end is told there.
     *
     * @throws IOException and others only when the machine gave out; nothing that was written counts then
     */
    void writeAll(Object value, Serialization serialization) throws IOException {
        try {
            writeGuarded(value, serialization);
        } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
            if (!guard.isStopped() || isCausedByMachine(e)) {
                throw e;
            }
        }
    }

    private void tellFailure(String marker, int depth, int tokens) throws IOException {
        if (guard.tokens() == tokens) {
            writeString(marker);
        } else {
            guard.closeTo(depth, marker);
        }
    }

    /** A stack overflow may have struck anywhere, in the guard too: nothing that was written counts then. */
    private static boolean isCausedByMachine(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < 32; i++) {
            if (cause instanceof VirtualMachineError) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The same object on the way here, with a container opened since: a serializer may well pass its own value on. */
    private boolean isInsideItself(Object value) {
        for (int i = 0; i < pathLength; i++) {
            if (path[i] == value && pathDepths[i] < guard.depth()) {
                return true;
            }
        }
        return false;
    }

    private void push(Object value) {
        if (pathLength == path.length) {
            path = Arrays.copyOf(path, 2 * pathLength);
            pathDepths = Arrays.copyOf(pathDepths, 2 * pathLength);
        }
        path[pathLength] = value;
        pathDepths[pathLength++] = guard.depth();
    }

    private void pop() {
        path[--pathLength] = null;
    }

    /** How many parts of the value failed and are told as markers. */
    int failures() {
        return failures;
    }

    EncodedValue finish() {
        return guard.finish();
    }

    @Override
    public void writeStartArray() throws IOException {
        _verifyValueWrite("start an array");
        guard.startArray();
        _writeContext = _writeContext.createChildArrayContext();
    }

    @Override
    public void writeEndArray() throws IOException {
        if (!_writeContext.inArray()) {
            _reportError("Current context not Array but " + _writeContext.typeDesc());
        }
        guard.end();
        _writeContext = _writeContext.clearAndGetParent();
    }

    @Override
    public void writeStartObject() throws IOException {
        _verifyValueWrite("start an object");
        guard.startObject();
        _writeContext = _writeContext.createChildObjectContext();
    }

    @Override
    public void writeEndObject() throws IOException {
        if (!_writeContext.inObject()) {
            _reportError("Current context not Object but " + _writeContext.typeDesc());
        }
        guard.end();
        _writeContext = _writeContext.clearAndGetParent();
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        verifyNameWrite(name);
        guard.name(name);
    }

    /** Of a property, which has its name ready; keys of maps come as plain text. */
    @Override
    public void writeFieldName(SerializableString name) throws IOException {
        String text = name.getValue();
        verifyNameWrite(text);
        guard.declaredName(text);
    }

    private void verifyNameWrite(String name) throws IOException {
        if (!_writeContext.inObject() || _writeContext.writeFieldName(name) == JsonWriteContext.STATUS_EXPECT_VALUE) {
            _reportError("Can not write a field name, expecting a value");
        }
    }

    @Override
    protected void _verifyValueWrite(String what) throws IOException {
        if (_writeContext.writeValue() == JsonWriteContext.STATUS_EXPECT_NAME) {
            _reportError("Can not " + what + ", expecting field name");
        }
    }

    @Override
    public void writeString(@Nullable String text) throws IOException {
        if (text == null) {
            writeNull();
            return;
        }
        _verifyValueWrite(WRITE_STRING);
        guard.text(text);
    }

    /** Text of any kind: what is too long to be told is not made a String first. */
    void writeText(CharSequence text) throws IOException {
        int length = text.length();
        int kept = Math.min(length, maxBytes + 1);
        _verifyValueWrite(WRITE_STRING);
        guard.text(text.subSequence(0, kept).toString(), (long) length - kept, "characters");
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        int kept = Math.min(length, maxBytes + 1);
        _verifyValueWrite(WRITE_STRING);
        guard.text(new String(text, offset, kept), (long) length - kept, "characters");
    }

    @Override
    public void writeUTF8String(byte[] text, int offset, int length) throws IOException {
        int kept = Math.min(length, maxBytes + 1);
        _verifyValueWrite(WRITE_STRING);
        guard.text(new String(text, offset, kept, UTF_8), (long) length - kept, "bytes");
    }

    /** Reading would have an effect. */
    @Override
    public void writeString(Reader reader, int length) throws IOException {
        writeString(Marker.untold(reader.getClass()));
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] data, int offset, int length) throws IOException {
        _verifyValueWrite(WRITE_BINARY);
        int kept = Math.min(length, Math.max(0, guard.room()) / 4 * 3);
        if (kept < length) {
            kept = Math.max(0, guard.room() - Marker.MAX_CUT_LENGTH) / 4 * 3;
        }
        byte[] shown = Arrays.copyOfRange(data, offset, offset + kept);
        guard.text(variant.encode(shown), (long) length - kept, "bytes");
    }

    /** Only where the length is known does a buffer stand behind the stream; reading another would have an effect. */
    @Override
    public int writeBinary(Base64Variant variant, InputStream data, int length) throws IOException {
        if (length < 0) {
            writeString(Marker.untold(data.getClass()));
            return length;
        }
        byte[] head = data.readNBytes(Math.min(length, maxBytes));
        if (head.length == length) {
            writeBinary(variant, head, 0, length);
        } else {
            _verifyValueWrite(WRITE_BINARY);
            guard.text(variant.encode(head), (long) length - head.length, "bytes");
        }
        return length;
    }

    @Override
    public void writeNumber(int value) throws IOException {
        writeNumber((long) value);
    }

    @Override
    public void writeNumber(long value) throws IOException {
        _verifyValueWrite(WRITE_NUMBER);
        guard.number(value);
    }

    @Override
    public void writeNumber(double value) throws IOException {
        _verifyValueWrite(WRITE_NUMBER);
        guard.number(value);
    }

    @Override
    public void writeNumber(float value) throws IOException {
        writeNumber(PlainValue.widen(value));
    }

    @Override
    public void writeNumber(@Nullable BigInteger value) throws IOException {
        if (value == null) {
            writeNull();
            return;
        }
        _verifyValueWrite(WRITE_NUMBER);
        guard.number(value);
    }

    @Override
    public void writeNumber(@Nullable BigDecimal value) throws IOException {
        if (value == null) {
            writeNull();
            return;
        }
        _verifyValueWrite(WRITE_NUMBER);
        guard.number(value);
    }

    /** A number in somebody's own digits: trusted to be text. */
    @Override
    public void writeNumber(String digits) throws IOException {
        writeString(digits);
    }

    @Override
    public void writeBoolean(boolean value) throws IOException {
        _verifyValueWrite(WRITE_BOOLEAN);
        guard.bool(value);
    }

    @Override
    public void writeNull() throws IOException {
        _verifyValueWrite(WRITE_NULL);
        guard.nothing();
    }

    /** Raw JSON can be checked neither for names to hide nor for being JSON: it is not told. */
    @Override
    public void writeRawValue(String text) throws IOException {
        writeString(Marker.RAW);
    }

    @Override
    public void writeRawValue(String text, int offset, int length) throws IOException {
        writeString(Marker.RAW);
    }

    @Override
    public void writeRawValue(char[] text, int offset, int length) throws IOException {
        writeString(Marker.RAW);
    }

    @Override
    public void writeRawUTF8String(byte[] text, int offset, int length) throws IOException {
        writeString(Marker.RAW);
    }

    /** What is raw and no value can only be white space or a mistake. */
    @Override
    public void writeRaw(String text) {}

    @Override
    public void writeRaw(String text, int offset, int length) {}

    @Override
    public void writeRaw(char[] text, int offset, int length) {}

    @Override
    public void writeRaw(char c) {}

    @Override
    public void flush() {}

    @Override
    protected void _releaseBuffers() {}
}
