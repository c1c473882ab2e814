package io.telltale.spring;

import io.telltale.Traced;
import io.telltale.internal.proxy.AnnotatedClass;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** What keeps Spring's proxies from seeing calls, and what to do about it, in sentences for the log. */
final class ProxyLimits {
    private ProxyLimits() {}

    /** Why no proxy of {@code beanClass} can be made, or null. To try would end the application's start. */
    static @Nullable String obstacle(Class<?> beanClass) {
        if (isProxiedByInterface(beanClass)) {
            return null;
        }
        if (Modifier.isFinal(beanClass.getModifiers())) {
            return leftAlone(beanClass, "is final", "take the final away");
        }
        if (beanClass.isSealed()) {
            return leftAlone(beanClass, "is sealed", "take the sealed away");
        }
        if (Arrays.stream(beanClass.getDeclaredConstructors()).allMatch(ProxyLimits::isPrivate)) {
            return leftAlone(beanClass, "has none but private constructors", "give it one that is not");
        }
        return null;
    }

    /** A sentence for each method of a class that can be proxied, of which a proxy does not see the calls. */
    static List<String> unseenMethods(Class<?> beanClass, AnnotatedClass annotated) {
        List<String> sentences = new ArrayList<>();
        for (Method method : annotated.methods()) {
            boolean traced = method.isAnnotationPresent(Traced.class);
            int modifiers = method.getModifiers();
            String name = AnnotatedClass.describe(method);
            if (traced && Modifier.isPrivate(modifiers)) {
                sentences.add(
                        name + " is @Traced, but it is private, so that no proxy sees its calls: make it public, or"
                                + " open a scope in it.");
            } else if (traced && Modifier.isStatic(modifiers)) {
                sentences.add(
                        name + " is @Traced, but it is static, so that no proxy sees its calls: make it an instance"
                                + " method, or open a scope in it.");
            } else if (traced && !annotated.isTraced(method) && isOfObject(method)) {
                sentences.add(
                        name + " is @Traced, but equals, hashCode and toString are never told: take the annotation"
                                + " away.");
            } else if (isFinalInProxy(method) && (traced || method.getDeclaringClass() == beanClass)) {
                sentences.add(
                        name + " is final, so that Spring's proxy, which @Traced brings, can't hand its calls to the"
                                + " bean: they are not told, and see none of the bean's fields. Take the final away.");
            }
        }
        return sentences;
    }

    private static boolean isProxiedByInterface(Class<?> beanClass) {
        return Proxy.isProxyClass(beanClass) || ClassUtils.isLambdaClass(beanClass);
    }

    private static boolean isPrivate(Constructor<?> constructor) {
        return Modifier.isPrivate(constructor.getModifiers());
    }

    private static boolean isFinalInProxy(Method method) {
        int modifiers = method.getModifiers();
        return Modifier.isFinal(modifiers)
                && !Modifier.isPrivate(modifiers)
                && !Modifier.isStatic(modifiers)
                && !Proxy.isProxyClass(method.getDeclaringClass())
                && !method.getDeclaringClass().isHidden();
    }

    private static boolean isOfObject(Method method) {
        return ReflectionUtils.isObjectMethod(method);
    }

    private static String leftAlone(Class<?> beanClass, String reason, String remedy) {
        return beanClass.getTypeName() + " is @Traced, but it " + reason
                + ", so that Spring can make no proxy of it and"
                + " its calls are not told: " + remedy + ", or let its @Bean method return"
                + " tracing.trace(TheInterface.class, bean).";
    }
}
