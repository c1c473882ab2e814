package io.telltale.spring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.telltale.Tracing;
import io.telltale.TracingConfig;
import java.util.Map;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Makes a {@link Tracing} of the {@code telltale.*} properties, and lets {@link io.telltale.Traced} count on every bean. Each
 * bean gives way to one of the application's own.
 */
@AutoConfiguration
@ConditionalOnClass(Advisor.class)
@Import(AutoProxyRegistrar.class)
public class TelltaleAutoConfiguration {
    /**
     * Where traced calls stand among other advice, by default: outside transactions, caches and Resilience4j's aspects, so
     * that a call that is tried three times is one event; inside method security.
     */
    static final int DEFAULT_ORDER = Ordered.LOWEST_PRECEDENCE - 1_000;

    TelltaleAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean({TracingConfig.class, Tracing.class})
    TracingConfig telltaleConfig(
            ConfigurableEnvironment environment, ObjectProvider<TracingConfigCustomizer> customizers) {
        Map<String, String> variables = SpringVariables.in(environment);
        TracingConfig read = TracingConfig.from(variables);
        TracingConfig.Builder settings = read.toBuilder();
        String applicationName = environment.getProperty("spring.application.name");
        if (applicationName != null && !applicationName.isBlank() && isUnnamed(read)) {
            settings.serviceName(applicationName);
        }
        if (!variables.containsKey("TELLTALE_SHUTDOWN_HOOK")) {
            // The context closes tracing when the last request is served; a hook would run at the same time as
            // Spring's.
            settings.shutdownHook(false);
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(settings));
        return settings.build();
    }

    private static boolean isUnnamed(TracingConfig config) {
        return config.serviceName().equals(TracingConfig.builder().build().serviceName());
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Tracing telltaleTracing(
            TracingConfig config,
            ObjectProvider<MeterRegistry> registry,
            ObjectProvider<ObjectMapper> mapper,
            ObjectProvider<TracingCustomizer> customizers) {
        Tracing.Builder builder = Tracing.builder(config);
        registry.ifUnique(builder::meterRegistry);
        mapper.ifUnique(builder::objectMapper);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    static TracedPointcut telltalePointcut() {
        return new TracedPointcut();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean(name = "telltaleAdvisor")
    static Advisor telltaleAdvisor(TracedPointcut pointcut, ObjectProvider<Tracing> tracing, Environment environment) {
        DefaultPointcutAdvisor advisor =
                new DefaultPointcutAdvisor(pointcut, new TracedInterceptor(new LazyTracer(tracing)));
        advisor.setOrder(environment.getProperty("telltale.spring.order", Integer.class, DEFAULT_ORDER));
        return advisor;
    }

    // Not lazy, though all beans be, and so neither is tracing: a wrong configuration ends the start.
    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    static TracedBeans telltaleTracedBeans(
            Tracing tracing, TracedPointcut pointcut, ConfigurableListableBeanFactory beans) {
        return new TracedBeans(tracing, pointcut, beans);
    }
}
