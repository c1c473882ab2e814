package io.telltale.internal.capture;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.util.NameTransformer;
import io.telltale.Redact;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;

/** A property whose value is never told: its getter is not even called. */
final class RedactedProperty extends BeanPropertyWriter {
    RedactedProperty(BeanPropertyWriter property) {
        super(property);
    }

    private RedactedProperty(RedactedProperty property, PropertyName name) {
        super(property, name);
    }

    /** Whether {@link Redact} stands on what Jackson reads the property from, or on what it overrides. */
    static boolean isAnnotated(BeanPropertyWriter property) {
        return property.getAnnotation(Redact.class) != null;
    }

    /** Whether {@link Redact} stands on the field behind the property, or on its record component. */
    static boolean isAnnotated(BeanPropertyWriter property, String javaName) {
        AnnotatedMember member = property.getMember();
        if (member == null) {
            return false;
        }
        Class<?> type = member.getDeclaringClass();
        if (type.isRecord() && isAnnotatedComponent(type, javaName)) {
            return true;
        }
        for (Class<?> holder = type; holder != null && holder != Object.class; holder = holder.getSuperclass()) {
            for (Field field : holder.getDeclaredFields()) {
                if (field.getName().equals(javaName) && field.isAnnotationPresent(Redact.class)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAnnotatedComponent(Class<?> type, String javaName) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(component ->
                        component.getName().equals(javaName) && component.isAnnotationPresent(Redact.class));
    }

    @Override
    public void serializeAsField(Object bean, JsonGenerator generator, SerializerProvider provider) throws IOException {
        generator.writeFieldName(_name);
        generator.writeString(Marker.REDACTED);
    }

    @Override
    public void serializeAsElement(Object bean, JsonGenerator generator, SerializerProvider provider)
            throws IOException {
        generator.writeString(Marker.REDACTED);
    }

    @Override
    public void serializeAsOmittedField(Object bean, JsonGenerator generator, SerializerProvider provider) {}

    @Override
    public BeanPropertyWriter rename(NameTransformer transformer) {
        return new RedactedProperty(this, PropertyName.construct(transformer.transform(getName())));
    }

    @Override
    public BeanPropertyWriter unwrappingWriter(NameTransformer unwrapper) {
        return this;
    }
}
