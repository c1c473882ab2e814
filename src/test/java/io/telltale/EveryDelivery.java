package io.telltale;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A suite that holds for every delivery, and is run with each. */
@ParameterizedClass
@EnumSource(
        value = Delivery.class,
        names = {"SYNC", "ASYNC", "DEFERRED"})
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface EveryDelivery {}
