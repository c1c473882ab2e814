package io.telltale.internal.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Writes values that have structure, by Jackson, which nothing else that a start needs refers to. Thread-safe. */
final class StructuredWriter {
    private final ObjectMapper mapper;
    private final ObjectWriter writer;

    /**
     * @param own the user's, which is copied, or null
     * @throws IllegalArgumentException if {@code own} can't be copied
     */
    StructuredWriter(@Nullable ObjectMapper own, Redaction redaction) {
        this.mapper = CaptureMapper.of(own, redaction);
        this.writer = mapper.writer();
    }

    /**
     * The value as bytes of the guard's format.
     *
     * @param failures counts the parts that are told as markers since they could not be serialized
     */
    Object write(Object value, Guard guard, int maxValueBytes, LongAdder failures) throws IOException {
        GuardedGenerator generator = new GuardedGenerator(guard, maxValueBytes, mapper);
        generator.writeAll(value, () -> writer.writeValue(generator, value));
        failures.add(generator.failures());
        return generator.finish();
    }
}
