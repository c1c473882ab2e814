package io.telltale;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Promotes an argument to a tag, whether or not arguments are captured: the text of a string, number, boolean, enum,
 * UUID or date, at most 256 characters. Anything else is a mistake that {@link Tracing#trace} reports.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface TraceTag {
    /** The tag's key, for example {@code order.id}. */
    String value();
}
