package io.telltale.spring;

import io.telltale.internal.proxy.TracedMethod;
import io.telltale.internal.proxy.Tracer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.util.ClassUtils;

/** Tells of the calls that Spring's proxies hand to it. Thread-safe. */
final class TracedInterceptor implements MethodInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger("io.telltale");

    private final LazyTracer lazyTracer;
    private final Map<Class<?>, Map<Method, Optional<TracedMethod>>> methods = new ConcurrentHashMap<>();

    TracedInterceptor(LazyTracer lazyTracer) {
        this.lazyTracer = lazyTracer;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
        TracedMethod traced = tracedMethod(call.getMethod(), call.getThis());
        return traced == null ? call.proceed() : traced.call(call.getArguments(), arguments -> call.proceed());
    }

    private @Nullable TracedMethod tracedMethod(Method method, @Nullable Object target) {
        Tracer tracer = lazyTracer.get();
        if (tracer == null || target == null || isTold(target, tracer)) {
            return null;
        }
        Class<?> implementation = target.getClass();
        Map<Method, Optional<TracedMethod>> known = methods.get(implementation);
        if (known == null) {
            known = methods.computeIfAbsent(implementation, any -> new ConcurrentHashMap<>());
        }
        Optional<TracedMethod> parsed = known.get(method);
        if (parsed == null) {
            parsed = parse(tracer, method, ClassUtils.getUserClass(implementation));
            known.put(method, parsed);
        }
        return parsed.orElse(null);
    }

    /** Two auto-proxy creators, or a bean that was wrapped by hand: the inner proxy tells the call. */
    private boolean isTold(Object target, Tracer tracer) {
        return (Proxy.isProxyClass(target.getClass()) && tracer.isProxy(target))
                || (target instanceof Advised proxy && isAdvised(proxy));
    }

    private boolean isAdvised(Advised proxy) {
        for (Advisor advisor : proxy.getAdvisors()) {
            if (advisor.getAdvice() == this) {
                return true;
            }
        }
        return false;
    }

    /** Mistakes in annotations have ended the start; those of beans that are made later are told here. */
    private static Optional<TracedMethod> parse(Tracer tracer, Method method, Class<?> implementation) {
        try {
            return Optional.ofNullable(BeanMethod.parse(tracer, method, implementation));
        } catch (RuntimeException mistake) {
            LOG.warn("Calls of {} are not told: {}", method, mistake.getMessage());
            return Optional.empty();
        }
    }
}
