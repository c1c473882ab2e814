package io.telltale.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets the clients that Spring Boot's builders make continue traces in the services that they call; the builders' customizers
 * have other names in Boot 4 than in Boot 3.
 */
@AutoConfiguration
public class TelltaleClientAutoConfiguration {
    private static final String REST_CLIENT = "telltaleRestClientCustomizer";
    private static final String REST_TEMPLATE = "telltaleRestTemplateCustomizer";
    private static final String WEB_CLIENT = "telltaleWebClientCustomizer";

    TelltaleClientAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.web.client.RestClientCustomizer",
                "org.springframework.web.client.RestClient"
            })
    static class RestOfBoot3 {
        @Bean(REST_CLIENT)
        @ConditionalOnMissingBean(name = REST_CLIENT)
        org.springframework.boot.web.client.RestClientCustomizer restClients() {
            return builder -> builder.requestInterceptor(new TraceContextRequests());
        }

        @Bean(REST_TEMPLATE)
        @ConditionalOnMissingBean(name = REST_TEMPLATE)
        org.springframework.boot.web.client.RestTemplateCustomizer restTemplates() {
            return template -> template.getInterceptors().add(new TraceContextRequests());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.restclient.RestClientCustomizer",
                "org.springframework.web.client.RestClient"
            })
    static class RestOfBoot4 {
        @Bean(REST_CLIENT)
        @ConditionalOnMissingBean(name = REST_CLIENT)
        org.springframework.boot.restclient.RestClientCustomizer restClients() {
            return builder -> builder.requestInterceptor(new TraceContextRequests());
        }

        @Bean(REST_TEMPLATE)
        @ConditionalOnMissingBean(name = REST_TEMPLATE)
        org.springframework.boot.restclient.RestTemplateCustomizer restTemplates() {
            return template -> template.getInterceptors().add(new TraceContextRequests());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.web.reactive.function.client.WebClientCustomizer",
                "org.springframework.web.reactive.function.client.WebClient"
            })
    static class WebOfBoot3 {
        @Bean(WEB_CLIENT)
        @ConditionalOnMissingBean(name = WEB_CLIENT)
        org.springframework.boot.web.reactive.function.client.WebClientCustomizer webClients() {
            return builder -> builder.filter(new TraceContextExchanges());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.webclient.WebClientCustomizer",
                "org.springframework.web.reactive.function.client.WebClient"
            })
    static class WebOfBoot4 {
        @Bean(WEB_CLIENT)
        @ConditionalOnMissingBean(name = WEB_CLIENT)
        org.springframework.boot.webclient.WebClientCustomizer webClients() {
            return builder -> builder.filter(new TraceContextExchanges());
        }
    }
}
