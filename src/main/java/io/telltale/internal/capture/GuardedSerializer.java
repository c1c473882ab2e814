package io.telltale.internal.capture;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import com.fasterxml.jackson.databind.ser.ResolvableSerializer;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls another serializer through {@link GuardedGenerator#writeGuarded}. */
final class GuardedSerializer extends JsonSerializer<Object> implements ContextualSerializer, ResolvableSerializer {
    private final JsonSerializer<Object> delegate;

    @SuppressWarnings("unchecked") // Jackson only hands a serializer the values it was found for
    GuardedSerializer(JsonSerializer<?> delegate) {
        this.delegate = (JsonSerializer<Object>) delegate;
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
        if (generator instanceof GuardedGenerator guarded) {
            guarded.writeGuarded(value, () -> delegate.serialize(value, generator, provider));
        } else {
            delegate.serialize(value, generator, provider);
        }
    }

    @Override
    public void serializeWithType(
            Object value, JsonGenerator generator, SerializerProvider provider, TypeSerializer typeSerializer)
            throws IOException {
        if (generator instanceof GuardedGenerator guarded) {
            guarded.writeGuarded(value, () -> delegate.serializeWithType(value, generator, provider, typeSerializer));
        } else {
            delegate.serializeWithType(value, generator, provider, typeSerializer);
        }
    }

    @Override
    public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property)
            throws JsonMappingException {
        return around(
                delegate instanceof ContextualSerializer contextual
                        ? contextual.createContextual(provider, property)
                        : delegate);
    }

    @Override
    public void resolve(SerializerProvider provider) throws JsonMappingException {
        if (delegate instanceof ResolvableSerializer resolvable) {
            resolvable.resolve(provider);
        }
    }

    /** Writes into the object around it, so it can't be told or fail apart from that. */
    @Override
    public JsonSerializer<Object> unwrappingSerializer(NameTransformer unwrapper) {
        return delegate.unwrappingSerializer(unwrapper);
    }

    @Override
    public boolean isUnwrappingSerializer() {
        return delegate.isUnwrappingSerializer();
    }

    @Override
    public JsonSerializer<?> withFilterId(Object filterId) {
        return around(delegate.withFilterId(filterId));
    }

    @Override
    public JsonSerializer<?> withIgnoredProperties(Set<String> ignored) {
        return around(delegate.withIgnoredProperties(ignored));
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Object value) {
        return delegate.isEmpty(provider, value);
    }

    @Override
    public boolean usesObjectId() {
        return delegate.usesObjectId();
    }

    @Override
    public Class<Object> handledType() {
        return delegate.handledType();
    }

    @Override
    public Iterator<PropertyWriter> properties() {
        return delegate.properties();
    }

    private JsonSerializer<?> around(JsonSerializer<?> next) {
        if (next == delegate) {
            return this;
        }
        return next instanceof GuardedSerializer ? next : new GuardedSerializer(next);
    }
}
