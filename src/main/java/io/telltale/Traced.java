package io.telltale;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells an event of each completed call of a method, or of all methods of a type, made through {@link Tracing#trace}.
 *
 * <p>The most specific annotation wins: the implementation's method, then the interface method it implements, then the
 * implementation's type, then the interface. {@link Untraced} opts out at the same places.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Traced {
    /** The event's name; empty: {@code SimpleType.method}. On a type it takes the place of {@code SimpleType}. */
    String value() default "";

    /** Whether arguments are told. */
    Capture arguments() default Capture.DEFAULT;

    /** Whether the result is told. */
    Capture result() default Capture.DEFAULT;

    /** Starts a trace of its own, even inside another traced call. */
    boolean newTrace() default false;

    /** Fixed tags, each {@code key=value}. */
    String[] tags() default {};

    /** How the event travels. */
    Delivery delivery() default Delivery.DEFAULT;
}
