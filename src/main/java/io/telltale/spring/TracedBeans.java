package io.telltale.spring;

import io.telltale.Tracing;
import io.telltale.internal.proxy.AnnotatedClass;
import io.telltale.internal.proxy.Tracer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Once all beans are there, looks at those that are traced: a mistake in an annotation ends the start instead of showing in
 * production, and at the end tracing is closed after them, so that what they do in closing is told.
 */
final class TracedBeans implements SmartInitializingSingleton {
    private final Tracing tracing;
    private final TracedPointcut pointcut;
    private final ConfigurableListableBeanFactory beans;

    TracedBeans(Tracing tracing, TracedPointcut pointcut, ConfigurableListableBeanFactory beans) {
        this.tracing = tracing;
        this.pointcut = pointcut;
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        pointcut.candidates().forEach(this::parse);
        closeTracingAfterThem();
    }

    private void parse(Class<?> beanClass, AnnotatedClass annotated) {
        Tracer tracer = tracing.tracer();
        for (Method method : annotated.methods()) {
            if (annotated.isTraced(method)) {
                BeanMethod.parse(tracer, method, beanClass);
            }
        }
    }

    private void closeTracingAfterThem() {
        Map<Class<?>, AnnotatedClass> traced = pointcut.candidates();
        for (String tracingBean : beans.getBeanNamesForType(Tracing.class, false, false)) {
            for (String name : beans.getSingletonNames()) {
                Object bean = beans.getSingleton(name);
                if (bean != null && traced.containsKey(beanClass(bean))) {
                    beans.registerDependentBean(tracingBean, name);
                }
            }
        }
    }

    private static Class<?> beanClass(Object bean) {
        return Proxy.isProxyClass(bean.getClass()) ? AopUtils.getTargetClass(bean) : ClassUtils.getUserClass(bean);
    }
}
