package io.telltale.spring;

import io.telltale.Tracing;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.WebFilter;

/** Continues the traces of those who call a WebFlux application. */
@AutoConfiguration(after = TelltaleAutoConfiguration.class)
@ConditionalOnClass(WebFilter.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public class TelltaleWebFluxAutoConfiguration {
    TelltaleWebFluxAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TraceContextWebFilter telltaleTraceContextWebFilter(Tracing tracing) {
        return new TraceContextWebFilter(tracing);
    }
}
