package io.telltale.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.telltale.Traced;
import io.telltale.Tracing;
import io.telltale.TracingHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What Actuator shows of tracing, by the names that Boot 3 and Boot 4 have for it. */
class HealthPageTest {
    private final ToldEvents told = new ToldEvents();

    @AfterEach
    void close() {
        told.close();
    }

    /** Public, for the filtered loader is another than the one that it comes from. */
    public static class Service {
        @Traced
        public void call() {}
    }

    private ApplicationContextRunner application(Class<?>... withoutThese) {
        return told.application()
                .withConfiguration(AutoConfigurations.of(TelltaleHealthAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(withoutThese))
                .withBean(Service.class);
    }

    private ApplicationContextRunner boot3() {
        return application(org.springframework.boot.health.contributor.HealthIndicator.class);
    }

    private ApplicationContextRunner boot4() {
        return application(org.springframework.boot.actuate.health.HealthIndicator.class);
    }

    @Test
    void boot3ShowsHowDeliveryIsDoing() {
        boot3().run(application -> {
            application.getBean(Service.class).call();
            told.of(application);
            org.springframework.boot.actuate.health.Health health = application
                    .getBean(org.springframework.boot.actuate.health.HealthIndicator.class)
                    .health();
            assertThat(health.getStatus().getCode()).isEqualTo("UP");
            assertThat(health.getDetails())
                    .containsKeys("state", "lastSuccess", "breaker", "storeFill", "oldestUndelivered")
                    .hasEntrySatisfying("state", state -> assertThat(state).hasToString("DELIVERING"));
        });
    }

    @Test
    void boot4ShowsTheSame() {
        boot4().run(application -> {
            application.getBean(Service.class).call();
            told.of(application);
            org.springframework.boot.health.contributor.Health health = application
                    .getBean(org.springframework.boot.health.contributor.HealthIndicator.class)
                    .health();
            assertThat(health.getStatus().getCode()).isEqualTo("UP");
            assertThat(health.getDetails()).containsKeys("state", "lastSuccess", "breaker");
        });
    }

    @Test
    void anEndpointThatIsDownLeavesTheApplicationHealthyAndSaysWhatToCheck() {
        boot3().withPropertyValues("telltale.shutdown-timeout=10ms").run(application -> {
            told.close();
            application.getBean(Service.class).call();
            await().until(() -> application.getBean(Tracing.class).health().state() == TracingHealth.State.FAILING);
            org.springframework.boot.actuate.health.Health health = application
                    .getBean(org.springframework.boot.actuate.health.HealthIndicator.class)
                    .health();
            assertThat(health.getStatus().getCode()).isEqualTo("UNKNOWN");
            assertThat(health.getDetails()).containsKeys("lastFailure", "whatToCheck");
        });
    }

    @Test
    void itCanBeSwitchedOffAndIsNotThereWithoutActuator() {
        for (String off : new String[] {"telltale", "defaults"}) {
            boot3().withPropertyValues("management.health." + off + ".enabled=false")
                    .run(application -> assertThat(application).doesNotHaveBean("telltaleHealthIndicator"));
        }
        application(
                        org.springframework.boot.actuate.health.HealthIndicator.class,
                        org.springframework.boot.health.contributor.HealthIndicator.class)
                .run(application -> assertThat(application).hasNotFailed().doesNotHaveBean("telltaleHealthIndicator"));
    }
}
