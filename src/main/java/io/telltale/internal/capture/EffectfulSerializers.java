package io.telltale.internal.capture;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.ser.BasicSerializerFactory;
import com.fasterxml.jackson.databind.ser.SerializerFactory;
import com.fasterxml.jackson.databind.ser.Serializers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a marker in the place of {@link EffectfulTypes} before Jackson looks at their properties, unless the user has
 * registered a serializer for one. Collections and maps pass by here; {@link GuardedSerializers} sees those.
 */
final class EffectfulSerializers extends Serializers.Base {
    private final List<Serializers> registered = new ArrayList<>();

    EffectfulSerializers(SerializerFactory factory) {
        if (factory instanceof BasicSerializerFactory basic) {
            basic.getFactoryConfig().serializers().forEach(registered::add);
        }
    }

    @Override
    public @Nullable JsonSerializer<?> findSerializer(SerializationConfig config, JavaType type, BeanDescription bean) {
        if (!EffectfulTypes.contains(type.getRawClass())) {
            return null;
        }
        for (Serializers others : registered) {
            JsonSerializer<?> own = others.findSerializer(config, type, bean);
            if (own != null && !GuardedSerializers.isJacksonsOwn(own)) {
                return own;
            }
        }
        return new MarkerSerializer(Marker.untold(type.getRawClass()));
    }
}
