package io.telltale.spring;

import io.telltale.internal.proxy.AnnotatedClass;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.util.ClassUtils;

/** The methods of beans that annotations make traced. Asked while beans are made, by any thread. */
final class TracedPointcut extends StaticMethodMatcherPointcut implements ClassFilter {
    private static final Logger LOG = LoggerFactory.getLogger("io.telltale");

    /** The classes of beans that mention tracing and can be proxied. */
    private final Map<Class<?>, AnnotatedClass> candidates = new ConcurrentHashMap<>();

    /** Those that can't be proxied, each warned about once. */
    private final Set<Class<?>> leftAlone = ConcurrentHashMap.newKeySet();

    TracedPointcut() {
        setClassFilter(this);
    }

    @Override
    public boolean matches(Class<?> beanClass) {
        Class<?> userClass = ClassUtils.getUserClass(beanClass);
        if (candidates.containsKey(userClass)) {
            return true;
        }
        // Half of an application's beans are Spring's own.
        if (userClass.getName().startsWith("org.springframework.") || leftAlone.contains(userClass)) {
            return false;
        }
        AnnotatedClass annotated = new AnnotatedClass(userClass);
        if (!annotated.mentionsTraced()) {
            return false;
        }
        String obstacle = ProxyLimits.obstacle(userClass);
        if (obstacle != null) {
            if (leftAlone.add(userClass)) {
                LOG.warn(obstacle);
            }
            return false;
        }
        if (candidates.putIfAbsent(userClass, annotated) == null) {
            ProxyLimits.unseenMethods(userClass, annotated).forEach(LOG::warn);
        }
        return true;
    }

    @Override
    public boolean matches(Method method, Class<?> beanClass) {
        AnnotatedClass annotated = candidates.get(ClassUtils.getUserClass(beanClass));
        return annotated != null && annotated.isTraced(method);
    }

    /** The classes of the beans seen so far. */
    Map<Class<?>, AnnotatedClass> candidates() {
        return candidates;
    }
}
