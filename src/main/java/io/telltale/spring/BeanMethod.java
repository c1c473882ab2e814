package io.telltale.spring;

import io.telltale.internal.proxy.TracedMethod;
import io.telltale.internal.proxy.Tracer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** A method of a bean's class, and under whose name its calls are told. */
final class BeanMethod {
    private BeanMethod() {}

    /**
     * @return null for a method that is not traced
     * @throws IllegalArgumentException naming the method and the remedy, if an annotation is wrong
     */
    static @Nullable TracedMethod parse(Tracer tracer, Method method, Class<?> implementation) {
        return tracer.parse(typeOf(method, implementation), method, implementation);
    }

    /** The bean's class; the method's interface where the class has no name that a person gave it. */
    private static Class<?> typeOf(Method method, Class<?> implementation) {
        boolean named =
                !Proxy.isProxyClass(implementation) && !implementation.isHidden() && !implementation.isAnonymousClass();
        return named
                ? implementation
                : ClassUtils.getInterfaceMethodIfPossible(method, implementation)
                        .getDeclaringClass();
    }
}
