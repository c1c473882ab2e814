package io.telltale.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.Traced;
import io.telltale.Tracing;
import io.telltale.TracingConfig;
import io.telltale.TracingConfigException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** How an application of Spring's says what tracing shall do. */
class SpringSettingsTest {
    private final ToldEvents told = new ToldEvents();
    private final LoggedLines lines = new LoggedLines();

    @AfterEach
    void close() {
        lines.close();
        told.close();
    }

    /** A machine's environment, and properties above it. */
    private static TracingConfig configOf(Map<String, Object> variables, Map<String, Object> properties) {
        StandardEnvironment environment = new StandardEnvironment() {
            @Override
            public Map<String, Object> getSystemEnvironment() {
                return variables;
            }
        };
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        environment.getPropertySources().addFirst(new MapPropertySource("application.properties", properties));
        return TracingConfig.from(SpringVariables.in(environment));
    }

    @Test
    void everyVariableIsAPropertyToo() {
        TracingConfig config = configOf(
                Map.of(),
                Map.of(
                        "telltale.endpoint", "http://localhost:4000/events",
                        "telltale.api-key", "key",
                        "telltale.retryMaxAttempts", "7",
                        "telltale.batch_max_events", "8",
                        "telltale.delivery", "deferred"));
        assertThat(config.endpoint()).hasToString("http://localhost:4000/events");
        assertThat(config.apiKey()).isEqualTo("key");
        assertThat(config.retryMaxAttempts()).isEqualTo(7);
        assertThat(config.batchMaxEvents()).isEqualTo(8);
        assertThat(config.delivery()).isEqualTo(Delivery.DEFERRED);
    }

    @Test
    void variablesAreReadAsInPlainUseTheBorrowedOnesToo() {
        TracingConfig config = configOf(
                Map.of(
                        "TELLTALE_RETRY_MAX_ATTEMPTS", "7",
                        "TELLTALE_CAPTURE", "all",
                        "OTEL_SERVICE_NAME", "borrowed",
                        "SSL_CERT_PATH", "/etc/ca.pem"),
                Map.of("telltale.capture", "results"));
        assertThat(config.retryMaxAttempts()).isEqualTo(7);
        assertThat(config.capture()).as("properties are above variables, here").isEqualTo(CaptureMode.RESULTS);
        assertThat(config.serviceName()).isEqualTo("borrowed");
        assertThat(config.sslCertPath()).hasToString("/etc/ca.pem");
    }

    @Test
    void listsAndMapsAreWrittenAsSuchInYaml() {
        Map<String, Object> yaml = yaml("""
                telltale:
                  redact:
                    - iban
                    - birth_date
                  headers:
                    X-Team: shop
                    "[X-Reasons]": one, two
                  attributes:
                    region: north
                    rack:
                      row: 4
                """);
        TracingConfig config = configOf(Map.of(), yaml);
        assertThat(config.redact()).contains("iban", "birth_date", "password");
        assertThat(config.headers()).isEqualTo(Map.of("X-Team", "shop", "X-Reasons", "one, two"));
        assertThat(config.attributes()).isEqualTo(Map.of("region", "north", "rack.row", "4"));

        told.application()
                .withInitializer(context ->
                        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("yaml", yaml)))
                .run(application -> assertThat(lines.warnings())
                        .noneMatch(line ->
                                line.contains("REDACT") || line.contains("HEADERS") || line.contains("ATTRIBUTES")));
    }

    private static Map<String, Object> yaml(String text) {
        YamlPropertiesFactoryBean flat = new YamlPropertiesFactoryBean();
        flat.setResources(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
        Map<String, Object> properties = new HashMap<>();
        flat.getObject().forEach((name, value) -> properties.put((String) name, value));
        return properties;
    }

    @Test
    void aMisspeltPropertyIsWarnedAboutAndOneOfSpringsPartIsNot() {
        told.application()
                .withPropertyValues("telltale.endpiont=http://localhost", "telltale.spring.order=1")
                .run(application -> assertThat(lines.warnings())
                        .anyMatch(line -> line.contains(
                                "TELLTALE_ENDPIONT is no variable of Telltale and has no effect; did you mean"
                                        + " TELLTALE_ENDPOINT?"))
                        .noneMatch(line -> line.contains("SPRING")));
    }

    @Test
    void theApplicationsNameIsTheServicesUnlessOneIsGiven() {
        told.application()
                .withPropertyValues("spring.application.name=orders")
                .run(application ->
                        assertThat(config(application).serviceName()).isEqualTo("orders"));
        told.application()
                .withPropertyValues("spring.application.name=orders", "telltale.service-name=shop")
                .run(application ->
                        assertThat(config(application).serviceName()).isEqualTo("shop"));
    }

    @Test
    void theContextClosesTracingSoNoHookOfItsOwnDoesUnlessItIsAskedFor() {
        told.application()
                .run(application ->
                        assertThat(config(application).shutdownHook()).isFalse());
        told.application()
                .withPropertyValues("telltale.shutdown-hook=true")
                .run(application ->
                        assertThat(config(application).shutdownHook()).isTrue());
    }

    @Test
    void wrongSettingsEndTheStartWithEveryProblemAndWhatToDo() {
        told.application()
                .withPropertyValues("telltale.delivery=sometimes", "telltale.sample-rate=2")
                .run(application -> {
                    assertThat(application).hasFailed();
                    FailureAnalysis analysis = analyze(application.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("2 problems", "TELLTALE_DELIVERY is 'sometimes'", "TELLTALE_SAMPLE_RATE is '2'");
                    assertThat(analysis.getAction()).contains("TELLTALE_API_KEY for example as telltale.api-key");
                });
    }

    @Test
    void wrongSettingsEndTheStartOfALazyApplicationToo() {
        told.application()
                .withInitializer(context -> context.addBeanFactoryPostProcessor(
                        new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues("telltale.delivery=sometimes")
                .run(application ->
                        assertThat(application).getFailure().rootCause().isInstanceOf(TracingConfigException.class));
    }

    private static FailureAnalysis analyze(Throwable failure) {
        List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, trouble) -> {});
        return analyzers.stream()
                .filter(ConfigurationFailureAnalyzer.class::isInstance)
                .map(analyzer -> analyzer.analyze(failure))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void codeHasTheLastWord() {
        told.application()
                .withPropertyValues("telltale.capture=all")
                .withBean(TracingConfigCustomizer.class, () -> settings -> settings.capture(CaptureMode.ARGUMENTS))
                .run(application -> assertThat(config(application).capture()).isEqualTo(CaptureMode.ARGUMENTS));
    }

    @Test
    void everyBeanGivesWayToTheApplicationsOwn() {
        TracingConfig own = TracingConfig.builder().serviceName("own").build();
        told.application()
                .withBean(TracingConfig.class, () -> own)
                .run(application ->
                        assertThat(application.getBean(Tracing.class).config()).isSameAs(own));
        told.application()
                .withPropertyValues("telltale.delivery=sometimes")
                .withBean(Tracing.class, () -> Tracing.create(own))
                .run(application -> assertThat(application)
                        .hasNotFailed()
                        .hasSingleBean(Tracing.class)
                        .doesNotHaveBean(TracingConfig.class));
    }

    static class Shop {
        record Order(String articleName) {}

        @Traced
        void place(Order order) {}
    }

    @Test
    void theApplicationsMetersAndItsWayToSerializeAreUsed() {
        told.application()
                .withPropertyValues("telltale.capture=all")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(
                        ObjectMapper.class,
                        () -> new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE))
                .withBean(Shop.class)
                .run(application -> {
                    application.getBean(Shop.class).place(new Shop.Order("book"));
                    assertThat(told.of(application))
                            .singleElement()
                            .satisfies(event -> assertThat(event.at("/inputs/order/article_name")
                                            .asText())
                                    .isEqualTo("book"));
                    assertThat(application
                                    .getBean(MeterRegistry.class)
                                    .get("telltale.events")
                                    .tag("state", "delivered")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(1);
                });
    }

    private static TracingConfig config(org.springframework.context.ApplicationContext application) {
        return application.getBean(Tracing.class).config();
    }
}
