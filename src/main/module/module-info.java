/**
 * Tells an event of each completed call of a traced service. Whose services are traced exports or opens their packages.
 *
 * <p>Compiled into the packed jar alone: what is built and tested here is on the class path.
 */
module io.telltale {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive micrometer.core;
    requires transitive okhttp3;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.retry;
    requires okhttp3.tls;
    requires org.slf4j;
    // Who wants one of these requires it too.
    requires static context.propagation;
    requires static h2.mvstore;
    requires static io.opentelemetry.api;
    requires static jakarta.servlet;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;
    requires static reactor.core;
    requires static spring.aop;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.actuator;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.health;
    requires static spring.boot.restclient;
    requires static spring.boot.webclient;
    requires static spring.context;
    requires static spring.core;
    requires static spring.web;
    requires static spring.webflux;

    exports io.telltale;
    exports io.telltale.junit5;
    exports io.telltale.servlet;
    exports io.telltale.spring;
    // It provides no ThreadLocalAccessor: a module that does can't be resolved on JDK 17 where the library is absent.

    // For @ExtendWith(RecordedEvents.class), which JUnit makes itself.
    opens io.telltale.junit5 to
            org.junit.platform.commons;
    // Spring makes what is in it by reflection.
    opens io.telltale.spring;
}
