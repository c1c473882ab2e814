package io.telltale;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/** Jackson's module of an application that has a serializer which fails half-way. */
final class ThrowingModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    static final class Poison {}

    ThrowingModule() {
        addSerializer(Poison.class, new JsonSerializer<>() {
            @Override
            public void serialize(Poison value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeStartObject();
                throw new IllegalStateException(Scene.PAYLOAD);
            }
        });
    }
}
