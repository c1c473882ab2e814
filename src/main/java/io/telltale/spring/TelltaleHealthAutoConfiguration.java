package io.telltale.spring;

import io.telltale.Tracing;
import io.telltale.TracingHealth;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows how delivery is doing where Actuator is; its types have other names in Boot 4 than in Boot 3. */
@AutoConfiguration(after = TelltaleAutoConfiguration.class)
@ConditionalOnExpression("${management.health.telltale.enabled:${management.health.defaults.enabled:true}}")
public class TelltaleHealthAutoConfiguration {
    private static final String BEAN = "telltaleHealthIndicator";

    TelltaleHealthAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    static class Boot3 {
        @Bean(BEAN)
        @ConditionalOnMissingBean(name = BEAN)
        org.springframework.boot.actuate.health.HealthIndicator indicator(Tracing tracing) {
            return () -> {
                TracingHealth health = tracing.health();
                var page = HealthDetails.isUp(health)
                        ? org.springframework.boot.actuate.health.Health.up()
                        : org.springframework.boot.actuate.health.Health.unknown();
                return page.withDetails(HealthDetails.of(health)).build();
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static class Boot4 {
        @Bean(BEAN)
        @ConditionalOnMissingBean(name = BEAN)
        org.springframework.boot.health.contributor.HealthIndicator indicator(Tracing tracing) {
            return () -> {
                TracingHealth health = tracing.health();
                var page = HealthDetails.isUp(health)
                        ? org.springframework.boot.health.contributor.Health.up()
                        : org.springframework.boot.health.contributor.Health.unknown();
                return page.withDetails(HealthDetails.of(health)).build();
            };
        }
    }
}
