package io.telltale.internal.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.SerializerFactory;
import org.jspecify.annotations.Nullable;

/** The {@link ObjectMapper} that reads values while the library captures. */
final class CaptureMapper {
    private CaptureMapper() {}

    /**
     * A guarded copy of {@code own}, or a guarded plain mapper.
     *
     * @throws IllegalArgumentException if {@code own} can't be copied
     */
    static ObjectMapper of(@Nullable ObjectMapper own, Redaction redaction) {
        ObjectMapper mapper = own == null ? plain() : copy(own);
        mapper.disable(
                SerializationFeature.FAIL_ON_EMPTY_BEANS,
                SerializationFeature.FAIL_ON_SELF_REFERENCES,
                SerializationFeature.WRITE_SELF_REFERENCES_AS_NULL,
                SerializationFeature.CLOSE_CLOSEABLE,
                SerializationFeature.WRAP_ROOT_VALUE,
                SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS); // it would copy a map whole, however large
        SerializerFactory factory = mapper.getSerializerFactory();
        mapper.setSerializerFactory(factory.withAdditionalSerializers(new EffectfulSerializers(factory))
                .withSerializerModifier(new GuardedSerializers(redaction)));
        return mapper;
    }

    private static ObjectMapper plain() {
        return JsonMapper.builder()
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
    }

    private static ObjectMapper copy(ObjectMapper own) {
        try {
            return own.copy();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(
                    "The ObjectMapper " + own.getClass().getName()
                            + " can't be copied, and Telltale never changes yours. Override copy() in it.",
                    e);
        }
    }
}
