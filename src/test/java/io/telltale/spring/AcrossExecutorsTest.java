package io.telltale.spring;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.Traced;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** What Spring Boot's own executors do for whoever gives them Micrometer's context propagation, as its documentation says. */
class AcrossExecutorsTest {
    private final ToldEvents told = new ToldEvents();

    @AfterEach
    void close() {
        told.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync(proxyTargetClass = true)
    static class Asynchronous {}

    @Configuration(proxyBeanMethods = false)
    static class Carrying {
        @Bean
        TaskDecorator contextPropagation() {
            return new ContextPropagatingTaskDecorator();
        }
    }

    static class Mailer {
        @Async
        @Traced
        CompletableFuture<String> send() {
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }
    }

    static class Desk {
        private final Mailer mailer;

        Desk(Mailer mailer) {
            this.mailer = mailer;
        }

        @Traced
        String order() {
            return mailer.send().join();
        }
    }

    private ApplicationContextRunner application() {
        return told.application()
                .withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
                .withUserConfiguration(Asynchronous.class)
                .withBean(Mailer.class)
                .withBean(Desk.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withSpringsDecoratorAnAsynchronousCallIsAChildOfTheOneThatAskedForIt(boolean virtual) {
        application()
                .withPropertyValues("spring.threads.virtual.enabled=" + virtual)
                .withUserConfiguration(Carrying.class)
                .run(application -> {
                    assertThat(application.getBean(Desk.class).order()).startsWith("task-");
                    Map<String, JsonNode> events = told.of(application).stream()
                            .collect(toMap(event -> event.path("name").asText(), identity()));
                    JsonNode order = events.get("Desk.order");
                    JsonNode send = events.get("Mailer.send");
                    assertThat(send.path("thread").asText()).startsWith("task-");
                    assertThat(send.path("trace_id")).isEqualTo(order.path("trace_id"));
                    assertThat(send.path("parent_span_id")).isEqualTo(order.path("span_id"));
                });
    }

    @Test
    void withoutItTheAsynchronousCallBeginsATraceOfItsOwn() {
        application().run(application -> {
            application.getBean(Desk.class).order();
            assertThat(told.of(application).stream()
                            .map(event -> event.path("trace_id").asText())
                            .distinct())
                    .hasSize(2);
        });
    }
}
