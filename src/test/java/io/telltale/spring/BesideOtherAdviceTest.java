package io.telltale.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.telltale.Readme;
import io.telltale.Traced;
import io.telltale.Tracing;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Traced beans are also retried, transactional and asynchronous, and are made and closed in an order. */
class BesideOtherAdviceTest {
    private final ToldEvents told = new ToldEvents();
    private final LoggedLines lines = new LoggedLines();

    @AfterEach
    void close() {
        lines.close();
        told.close();
    }

    @Component
    static class Flaky {
        final AtomicInteger attempts = new AtomicInteger();

        @Traced
        String call() {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return "third time lucky";
        }
    }

    /** Tries again, at the place among other advice where Resilience4j's aspects stand. */
    @Configuration(proxyBeanMethods = false)
    static class Retrying {
        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static Advisor retry() {
            MethodInterceptor retry = call -> {
                for (int attempt = 1; attempt < 3; attempt++) {
                    try {
                        return ((ProxyMethodInvocation) call).invocableClone().proceed();
                    } catch (IllegalStateException again) {
                        // Tried again below.
                    }
                }
                return call.proceed();
            };
            DefaultPointcutAdvisor advisor =
                    new DefaultPointcutAdvisor(new AnnotationMatchingPointcut(Component.class, true), retry);
            advisor.setOrder(Ordered.LOWEST_PRECEDENCE - 5);
            return advisor;
        }
    }

    @Test
    void aCallThatIsTriedThriceIsOneEvent() {
        told.application().withUserConfiguration(Retrying.class, Flaky.class).run(application -> {
            assertThat(application.getBean(Flaky.class).call()).isEqualTo("third time lucky");
            List<JsonNode> events = told.of(application);
            assertThat(events)
                    .singleElement()
                    .satisfies(
                            event -> assertThat(event.path("status").asText()).isEqualTo("ok"));
        });
    }

    @Test
    void theOrderIsTheOneThatTheReadmeNames() {
        String number = Readme.rows("property", "default in Spring Boot").get(2).get(1);
        told.application()
                .run(application -> assertThat(application.getBean("telltaleAdvisor", PointcutAdvisor.class))
                        .isInstanceOfSatisfying(
                                Ordered.class, advisor -> assertThat(number).contains("`" + advisor.getOrder() + "`")));
    }

    @Test
    void theOrderCanBeChanged() {
        told.application()
                .withPropertyValues("telltale.spring.order=" + Ordered.LOWEST_PRECEDENCE)
                .withUserConfiguration(Retrying.class, Flaky.class)
                .run(application -> {
                    application.getBean(Flaky.class).call();
                    assertThat(told.of(application))
                            .extracting(event -> event.path("status").asText())
                            .containsExactly("error", "error", "ok");
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    static class Transactions {
        @Bean
        AbstractPlatformTransactionManager transactions() {
            return new FailingToCommit();
        }
    }

    static class FailingToCommit extends AbstractPlatformTransactionManager {
        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            throw new TransactionSystemException("the commit failed");
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    static class Ledger {
        @Traced
        @Transactional
        void enter() {}
    }

    @Test
    void theEndOfATransactionBelongsToTheCall() {
        told.application()
                .withUserConfiguration(Transactions.class)
                .withBean(Ledger.class)
                .run(application -> {
                    Ledger ledger = application.getBean(Ledger.class);
                    assertThat(catchThrowable(ledger::enter)).isInstanceOf(TransactionSystemException.class);
                    assertThat(told.of(application))
                            .singleElement()
                            .satisfies(event -> assertThat(
                                            event.path("error").path("message").asText())
                                    .isEqualTo("the commit failed"));
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync(proxyTargetClass = true)
    static class Asynchronous {
        @Bean
        Executor taskExecutor() {
            SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("worker-");
            executor.setVirtualThreads(Runtime.version().feature() >= 21);
            return executor;
        }
    }

    static class Mailer {
        @Async
        @Traced
        CompletableFuture<String> send() {
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }
    }

    @Test
    void anAsynchronousCallIsToldByTheThreadThatMakesIt() {
        told.application()
                .withUserConfiguration(Asynchronous.class)
                .withBean(Mailer.class)
                .run(application -> {
                    String thread = application.getBean(Mailer.class).send().get();
                    assertThat(thread).startsWith("worker-");
                    assertThat(told.of(application))
                            .singleElement()
                            .satisfies(event ->
                                    assertThat(event.path("thread").asText()).isEqualTo(thread));
                });
    }

    /** Remembers who came by. */
    static class Registrar implements BeanPostProcessor {
        final Set<String> processed = ConcurrentHashMap.newKeySet();

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            processed.add(name);
            return bean;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Processing {
        @Bean
        static Registrar registrar() {
            return new Registrar();
        }

        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        TracingCustomizer customizer() {
            return tracing -> {};
        }
    }

    @Test
    void noBeanIsMadeBeforeItCanBeProcessed() {
        told.application()
                .withUserConfiguration(Processing.class)
                .withBean(Flaky.class)
                .run(application -> {
                    assertThat(application.getBean(Registrar.class).processed)
                            .contains("registry", "customizer", "telltaleConfig", "telltaleTracing");
                    assertThat(lines.all()).noneMatch(line -> line.contains("not eligible for getting processed"));
                });
    }

    @Component
    static class Bookkeeper {
        private final Ledger ledger;

        Bookkeeper(Ledger ledger) {
            this.ledger = ledger;
        }

        @PreDestroy
        void end() {
            ledger.enter();
        }
    }

    @Test
    void whatBeansDoInClosingIsTold() {
        told.application()
                .withBean(Bookkeeper.class)
                .withBean(Ledger.class)
                .run(application -> application.getBean(Bookkeeper.class));
        assertThat(told.arrived())
                .extracting(event -> event.path("name").asText())
                .containsExactly("Ledger.enter");
    }

    static class Early {
        Early(Ledger ledger) {
            ledger.enter();
        }
    }

    @Test
    void whatBeansDoWhileTheApplicationStartsIsTold() {
        told.application()
                .withBean("early", Early.class)
                .withBean(Ledger.class)
                .run(application -> assertThat(told.names(application)).containsExactly("Ledger.enter"));
    }

    static class TracedCustomizer implements TracingCustomizer {
        @Override
        @Traced
        public void customize(Tracing.Builder tracing) {}
    }

    @Test
    void aBeanThatTracingItselfNeedsWorksUntold() {
        told.application().withBean(TracedCustomizer.class).run(application -> {
            assertThat(application).hasNotFailed();
            assertThat(told.names(application)).isEmpty();
            assertThat(lines.warnings()).anyMatch(line -> line.contains("there is no Tracing bean to be had"));
        });
    }
}
