package io.telltale.internal.capture;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.impl.UnknownSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.ArrayType;
import com.fasterxml.jackson.databind.type.CollectionLikeType;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapLikeType;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Decides, once a type, how Jackson serializes it while the library captures: collections and maps that reading would
 * change become markers, types Jackson has no opinion on are told by their text, properties are redacted, and all that may fail or nest
 * is guarded. A serializer of the user's own wins over all but the guard.
 */
final class GuardedSerializers extends BeanSerializerModifier {
    private final transient Redaction redaction;

    GuardedSerializers(Redaction redaction) {
        this.redaction = redaction;
    }

    @Override
    public List<BeanPropertyWriter> changeProperties(
            SerializationConfig config, BeanDescription bean, List<BeanPropertyWriter> properties) {
        properties.replaceAll(
                property -> isHidden(property, bean.findProperties()) ? new RedactedProperty(property) : property);
        return properties;
    }

    /** By its name on the wire, by its name in Java, or by an annotation on any of field, getter and component. */
    private boolean isHidden(BeanPropertyWriter property, List<BeanPropertyDefinition> definitions) {
        if (redaction.hides(property.getName()) || RedactedProperty.isAnnotated(property)) {
            return true;
        }
        for (BeanPropertyDefinition definition : definitions) {
            if (definition.getName().equals(property.getName())) {
                return redaction.hides(definition.getInternalName())
                        || RedactedProperty.isAnnotated(property, definition.getInternalName());
            }
        }
        return false;
    }

    @Override
    public JsonSerializer<?> modifySerializer(
            SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
        Class<?> type = bean.getBeanClass();
        if (!isJacksonsOwn(serializer)) {
            return new GuardedSerializer(serializer);
        }
        if (serializer instanceof UnknownSerializer) {
            return new MarkerSerializer(Marker.noProperties(type));
        }
        if (CharSequence.class.isAssignableFrom(type) && type != String.class) {
            return new GuardedSerializer(new TextSerializer());
        }
        if (Path.class.isAssignableFrom(type)) {
            return new GuardedSerializer(ToStringSerializer.instance); // Jackson's asks the file system for a URI
        }
        if (isOfDatabind(serializer)) {
            if (type.getName().startsWith("java.time.")) {
                return ToStringSerializer.instance;
            }
            if (isOptional(type)) {
                return new GuardedSerializer(new OptionalSerializer());
            }
            if (serializer instanceof StdScalarSerializer) {
                return serializer;
            }
        }
        return new GuardedSerializer(serializer);
    }

    @Override
    public JsonSerializer<?> modifyArraySerializer(
            SerializationConfig config, ArrayType type, BeanDescription bean, JsonSerializer<?> serializer) {
        return new GuardedSerializer(serializer);
    }

    @Override
    public JsonSerializer<?> modifyCollectionSerializer(
            SerializationConfig config, CollectionType type, BeanDescription bean, JsonSerializer<?> serializer) {
        return container(bean.getBeanClass(), serializer);
    }

    @Override
    public JsonSerializer<?> modifyCollectionLikeSerializer(
            SerializationConfig config, CollectionLikeType type, BeanDescription bean, JsonSerializer<?> serializer) {
        return container(bean.getBeanClass(), serializer);
    }

    @Override
    public JsonSerializer<?> modifyMapSerializer(
            SerializationConfig config, MapType type, BeanDescription bean, JsonSerializer<?> serializer) {
        return container(bean.getBeanClass(), serializer);
    }

    @Override
    public JsonSerializer<?> modifyMapLikeSerializer(
            SerializationConfig config, MapLikeType type, BeanDescription bean, JsonSerializer<?> serializer) {
        return container(bean.getBeanClass(), serializer);
    }

    private static JsonSerializer<?> container(Class<?> type, JsonSerializer<?> serializer) {
        boolean untold = EffectfulTypes.contains(type) && isJacksonsOwn(serializer);
        return untold ? new MarkerSerializer(Marker.untold(type)) : new GuardedSerializer(serializer);
    }

    static boolean isJacksonsOwn(JsonSerializer<?> serializer) {
        return serializer.getClass().getName().startsWith("com.fasterxml.jackson.");
    }

    /** Not from a module that somebody registered for the type. */
    private static boolean isOfDatabind(JsonSerializer<?> serializer) {
        return serializer.getClass().getName().startsWith("com.fasterxml.jackson.databind.");
    }

    private static boolean isOptional(Class<?> type) {
        return type == Optional.class
                || type == OptionalInt.class
                || type == OptionalLong.class
                || type == OptionalDouble.class;
    }

    /** Text that is no String, without making all of it one. */
    private static final class TextSerializer extends JsonSerializer<CharSequence> {
        @Override
        public void serialize(CharSequence value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            if (generator instanceof GuardedGenerator guarded) {
                guarded.writeText(value);
            } else {
                generator.writeString(value.toString());
            }
        }
    }

    /** The value or null. */
    private static final class OptionalSerializer extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (value instanceof Optional<?> optional) {
                provider.defaultSerializeValue(optional.orElse(null), generator);
            } else if (value instanceof OptionalInt optional && optional.isPresent()) {
                generator.writeNumber(optional.getAsInt());
            } else if (value instanceof OptionalLong optional && optional.isPresent()) {
                generator.writeNumber(optional.getAsLong());
            } else if (value instanceof OptionalDouble optional && optional.isPresent()) {
                generator.writeNumber(optional.getAsDouble());
            } else {
                generator.writeNull();
            }
        }
    }
}
