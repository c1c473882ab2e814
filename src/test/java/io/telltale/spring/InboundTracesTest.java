package io.telltale.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.TraceContext;
import io.telltale.Traced;
import io.telltale.servlet.TraceContextFilter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.Ordered;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

/** Calls inside a request belong to its caller's trace. */
class InboundTracesTest {
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACEPARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

    private final ToldEvents told = new ToldEvents();

    @AfterEach
    void close() {
        told.close();
    }

    static class Service {
        @Traced
        void call() {}
    }

    private WebApplicationContextRunner application() {
        return new WebApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(TelltaleAutoConfiguration.class, TelltaleServletAutoConfiguration.class))
                .withPropertyValues("telltale.endpoint=" + told.url())
                .withBean(Service.class);
    }

    private List<JsonNode> eventsOf(String... traceparents) {
        application().run(application -> {
            MockHttpServletRequest request = new MockHttpServletRequest();
            for (String traceparent : traceparents) {
                request.addHeader("traceparent", traceparent);
            }
            application
                    .getBean(TraceContextFilter.class)
                    .doFilter(request, new MockHttpServletResponse(), (passedOn, answer) -> {
                        application.getBean(Service.class).call();
                        application.getBean(Service.class).call();
                    });
            assertThat(TraceContext.current()).isNull();
        });
        return told.arrived();
    }

    @Test
    void aRequestContinuesTheTraceOfItsHeader() {
        assertThat(eventsOf(TRACEPARENT)).hasSize(2).allSatisfy(event -> {
            assertThat(event.path("trace_id").asText()).isEqualTo(TRACE_ID);
            assertThat(event.path("parent_span_id").asText()).isEqualTo("00f067aa0ba902b7");
        });
    }

    @Test
    void aRequestWithoutAHeaderOrWithTwoIsATraceOfItsOwn() {
        assertThat(eventsOf())
                .extracting(event -> event.path("trace_id").asText())
                .doesNotContain(TRACE_ID)
                .hasSize(2)
                .satisfies(ids -> assertThat(ids.get(0)).isEqualTo(ids.get(1)));
        assertThat(eventsOf(TRACEPARENT, TRACEPARENT))
                .extracting(event -> event.path("trace_id").asText())
                .doesNotContain(TRACE_ID);
    }

    @Test
    void aRequestToWebFluxContinuesTheTraceWhereItIsHandledAndInReactorsContext() {
        List<Object> carried = new ArrayList<>();
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(TelltaleAutoConfiguration.class, TelltaleWebFluxAutoConfiguration.class))
                .withPropertyValues("telltale.endpoint=" + told.url())
                .withBean(Service.class)
                .run(application -> {
                    MockServerWebExchange exchange = MockServerWebExchange.from(
                            MockServerHttpRequest.get("/").header("traceparent", TRACEPARENT));
                    application
                            .getBean(TraceContextWebFilter.class)
                            .filter(
                                    exchange,
                                    passedOn -> Mono.deferContextual(context -> {
                                        application.getBean(Service.class).call();
                                        carried.add(context.get("io.telltale.span"));
                                        return Mono.empty();
                                    }))
                            .block();
                    assertThat(TraceContext.current()).isNull();
                });
        assertThat(told.arrived())
                .singleElement()
                .satisfies(event -> assertThat(event.path("trace_id").asText()).isEqualTo(TRACE_ID));
        assertThat(carried)
                .singleElement()
                .isInstanceOfSatisfying(
                        TraceContext.class, span -> assertThat(span.traceId()).isEqualTo(TRACE_ID));
    }

    @Test
    void theFilterStandsBeforeSecurityAndGivesWayToAnother() {
        application()
                .run(application -> assertThat(application.getBean(TraceContextFilter.class))
                        .isInstanceOfSatisfying(
                                Ordered.class,
                                filter -> assertThat(filter.getOrder()).isLessThan(-100)));
        application()
                .withBean("own", TraceContextFilter.class, () -> new TraceContextFilter(null))
                .run(application -> assertThat(application).hasSingleBean(TraceContextFilter.class));
    }

    @Test
    void withoutAServletApiOrOutsideTheWebThereIsNone() {
        told.application()
                .withConfiguration(AutoConfigurations.of(TelltaleServletAutoConfiguration.class))
                .run(application -> assertThat(application).doesNotHaveBean("telltaleTraceContextFilter"));
        told.application()
                .withConfiguration(AutoConfigurations.of(TelltaleServletAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("jakarta.servlet"))
                .run(application -> assertThat(application).hasNotFailed());
    }
}
