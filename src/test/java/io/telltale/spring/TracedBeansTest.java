package io.telltale.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.telltale.Traced;
import io.telltale.Tracing;
import io.telltale.Untraced;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which calls of beans are told, and under which name. */
class TracedBeansTest {
    private final ToldEvents told = new ToldEvents();

    @AfterEach
    void close() {
        told.close();
    }

    static class Prices {
        static final RuntimeException FAILURE = new IllegalStateException("no such article");

        private final CompletableFuture<String> later = new CompletableFuture<>();

        @Traced
        String of(String article) {
            return "price of " + article;
        }

        @Traced
        void fail() {
            throw FAILURE;
        }

        @Traced
        CompletableFuture<String> later() {
            return later;
        }

        void quiet() {}
    }

    @Test
    void callsOfABeanWithoutAnInterfaceAreTold() {
        told.application().withBean(Prices.class).run(application -> {
            Prices prices = application.getBean(Prices.class);
            assertThat(prices.of("book")).isEqualTo("price of book");
            prices.quiet();
            assertThat(told.names(application)).containsExactly("Prices.of");
        });
    }

    @Test
    void whatABeanThrowsAndReturnsReachesTheCallerAsItIs() {
        told.application().withBean(Prices.class).run(application -> {
            Prices prices = application.getBean(Prices.class);
            assertThat(catchThrowable(prices::fail)).isSameAs(Prices.FAILURE);
            CompletableFuture<String> later = prices.later();
            assertThat(told.names(application)).containsExactly("Prices.fail");
            later.complete("sold out");
            assertThat(prices.later()).isSameAs(later);
            assertThat(told.names(application)).containsExactly("Prices.fail", "Prices.later", "Prices.later");
        });
    }

    @Traced("interface")
    interface Ranked {
        void typeOnly();

        @Traced("onInterfaceMethod")
        void interfaceMethod();

        @Traced("overruled")
        void bothMethods();

        @Traced("overruled")
        void optedOut();
    }

    @Traced("class")
    static class RankedBean implements Ranked {
        @Override
        public void typeOnly() {}

        @Override
        public void interfaceMethod() {}

        @Override
        @Traced("onClassMethod")
        public void bothMethods() {}

        @Override
        @Untraced
        public void optedOut() {}

        @Override
        public String toString() {
            return "not told";
        }
    }

    @Test
    void theMostSpecificAnnotationWinsAsItDoesForWrappedServices() {
        told.application().withBean(RankedBean.class).run(application -> {
            Ranked bean = application.getBean(Ranked.class);
            bean.typeOnly();
            bean.interfaceMethod();
            bean.bothMethods();
            bean.optedOut();
            assertThat(bean.toString()).isEqualTo("not told");
            assertThat(bean).isEqualTo(bean).hasSameHashCodeAs(bean);
            assertThat(told.names(application)).containsExactly("class.typeOnly", "onInterfaceMethod", "onClassMethod");
        });
    }

    interface Repository<T> {
        @Traced
        void save(T what);
    }

    static class OrderRepository implements Repository<String> {
        @Override
        public void save(String order) {}
    }

    @Test
    void aCallThroughAGenericInterfaceIsToldOnce() {
        told.application().withBean(OrderRepository.class).run(application -> {
            @SuppressWarnings("unchecked")
            Repository<String> repository = application.getBean(Repository.class);
            repository.save("an order");
            application.getBean(OrderRepository.class).save("another");
            assertThat(told.names(application)).containsExactly("OrderRepository.save", "OrderRepository.save");
        });
    }

    @Test
    void whereProxiesImplementInterfacesTheSameIsTold() {
        told.application()
                .withPropertyValues("spring.aop.proxy-target-class=false")
                .withBean(OrderRepository.class)
                .run(application -> {
                    @SuppressWarnings("unchecked")
                    Repository<String> repository = application.getBean(Repository.class);
                    assertThat(AopUtils.isJdkDynamicProxy(repository)).isTrue();
                    repository.save("an order");
                    assertThat(told.names(application)).containsExactly("OrderRepository.save");
                });
    }

    @FunctionalInterface
    interface Greeting {
        @Traced
        String greet(String whom);
    }

    @Test
    void aBeanWhoseClassHasNoNameIsToldByItsInterfaces() {
        told.application()
                .withBean("lambda", Greeting.class, () -> whom -> "Hello " + whom)
                .withBean("anonymous", Greeting.class, () -> new Greeting() {
                    @Override
                    public String greet(String whom) {
                        return "Goodbye " + whom;
                    }
                })
                .run(application -> {
                    assertThat(application.getBean("lambda", Greeting.class).greet("you"))
                            .isEqualTo("Hello you");
                    assertThat(application.getBean("anonymous", Greeting.class).greet("you"))
                            .isEqualTo("Goodbye you");
                    assertThat(told.names(application)).containsExactly("Greeting.greet", "Greeting.greet");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class WrappedByHand {
        @Bean
        Greeting greeting(Tracing tracing) {
            return tracing.trace(Greeting.class, whom -> "Hello " + whom);
        }
    }

    @Test
    void aBeanThatWasWrappedByHandIsToldOnce() {
        told.application().withUserConfiguration(WrappedByHand.class).run(application -> {
            application.getBean(Greeting.class).greet("you");
            assertThat(told.names(application)).containsExactly("Greeting.greet");
        });
    }

    @Test
    void twoMakersOfProxiesTellACallOnce() {
        told.application()
                .withBean(DefaultAdvisorAutoProxyCreator.class, () -> {
                    DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
                    creator.setProxyTargetClass(true);
                    return creator;
                })
                .withBean(Prices.class)
                .run(application -> {
                    application.getBean(Prices.class).of("book");
                    assertThat(told.names(application)).containsExactly("Prices.of");
                });
    }

    @Test
    void whereTracingIsOffCallsPassThrough() {
        told.application()
                .withPropertyValues("telltale.enabled=false")
                .withBean(Prices.class)
                .run(application -> {
                    assertThat(application.getBean(Prices.class).of("book")).isEqualTo("price of book");
                    assertThat(told.names(application)).isEmpty();
                });
    }
}
