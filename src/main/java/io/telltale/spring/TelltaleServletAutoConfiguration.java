package io.telltale.spring;

import io.telltale.Tracing;
import io.telltale.servlet.TraceContextFilter;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Continues the traces of those who call a Servlet application. */
@AutoConfiguration(after = TelltaleAutoConfiguration.class)
@ConditionalOnClass(Filter.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class TelltaleServletAutoConfiguration {
    TelltaleServletAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(TraceContextFilter.class)
    TraceContextFilter telltaleTraceContextFilter(Tracing tracing) {
        return new EarlyFilter(tracing);
    }

    /** Before security and whatever else may call traced beans; after Spring's own character encoding. */
    private static final class EarlyFilter extends TraceContextFilter implements Ordered {
        EarlyFilter(Tracing tracing) {
            super(tracing);
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE + 10;
        }
    }
}
