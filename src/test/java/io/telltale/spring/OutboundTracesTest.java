package io.telltale.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TraceContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Requests that Spring's clients send inside a span continue its trace, in Boot 3 and in Boot 4. */
class OutboundTracesTest {
    private static final TraceContext SPAN = new TraceContext(1, 2, 3, true, 0);
    private static final String OWN = "00-000000000000000000000000000000ff-00000000000000ff-01";

    private final List<HttpHeaders> sent = new ArrayList<>();

    /** Stands for the wire, behind all other interceptors. */
    private final ClientHttpRequestInterceptor wire = (request, body, execution) -> {
        sent.add(request.getHeaders());
        return new MockClientHttpResponse(new byte[0], HttpStatus.NO_CONTENT);
    };

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TelltaleClientAutoConfiguration.class));

    @AfterEach
    void leaveTheSpan() {
        TraceContext.exchange(null);
    }

    private ApplicationContextRunner boot3() {
        return application.withClassLoader(
                new FilteredClassLoader("org.springframework.boot.restclient", "org.springframework.boot.webclient"));
    }

    private ApplicationContextRunner boot4() {
        return application.withClassLoader(new FilteredClassLoader(
                "org.springframework.boot.web.client", "org.springframework.boot.web.reactive"));
    }

    private void send(RestClient.Builder builder) {
        RestClient client = builder.requestInterceptor(wire).build();
        client.get().uri("http://shop/outside").retrieve().toBodilessEntity();
        TraceContext.exchange(SPAN);
        client.get().uri("http://shop/inside").retrieve().toBodilessEntity();
        client.get()
                .uri("http://shop/own")
                .header("traceparent", OWN)
                .retrieve()
                .toBodilessEntity();
        assertOutsideInsideAndOwn();
    }

    private void send(RestTemplate template) {
        template.getInterceptors().add(wire);
        template.delete(URI.create("http://shop/outside"));
        TraceContext.exchange(SPAN);
        template.delete(URI.create("http://shop/inside"));
        template.execute(
                URI.create("http://shop/own"),
                HttpMethod.GET,
                request -> request.getHeaders().set("traceparent", OWN),
                response -> null);
        assertOutsideInsideAndOwn();
    }

    private void send(WebClient.Builder builder) {
        WebClient client = builder.exchangeFunction(request -> {
                    sent.add(request.headers());
                    return Mono.just(
                            ClientResponse.create(HttpStatus.NO_CONTENT).build());
                })
                .build();
        client.get().uri("http://shop/outside").retrieve().toBodilessEntity().block();
        TraceContext.exchange(SPAN);
        client.get().uri("http://shop/inside").retrieve().toBodilessEntity().block();
        client.get()
                .uri("http://shop/own")
                .header("traceparent", OWN)
                .retrieve()
                .toBodilessEntity()
                .block();
        assertOutsideInsideAndOwn();
    }

    private void assertOutsideInsideAndOwn() {
        assertThat(sent)
                .extracting(headers -> headers.get("traceparent"))
                .containsExactly(null, List.of(SPAN.traceparent()), List.of(OWN));
    }

    @Test
    void restClientsOfBoot3() {
        boot3().run(application -> {
            RestClient.Builder builder = RestClient.builder();
            application
                    .getBean(org.springframework.boot.web.client.RestClientCustomizer.class)
                    .customize(builder);
            send(builder);
        });
    }

    @Test
    void restTemplatesOfBoot3() {
        boot3().run(application -> {
            RestTemplate template = new RestTemplate();
            application
                    .getBean(org.springframework.boot.web.client.RestTemplateCustomizer.class)
                    .customize(template);
            send(template);
        });
    }

    @Test
    void webClientsOfBoot3() {
        boot3().run(application -> {
            WebClient.Builder builder = WebClient.builder();
            application
                    .getBean(org.springframework.boot.web.reactive.function.client.WebClientCustomizer.class)
                    .customize(builder);
            send(builder);
        });
    }

    @Test
    void restClientsOfBoot4() {
        boot4().run(application -> {
            RestClient.Builder builder = RestClient.builder();
            application
                    .getBean(org.springframework.boot.restclient.RestClientCustomizer.class)
                    .customize(builder);
            send(builder);
        });
    }

    @Test
    void restTemplatesOfBoot4() {
        boot4().run(application -> {
            RestTemplate template = new RestTemplate();
            application
                    .getBean(org.springframework.boot.restclient.RestTemplateCustomizer.class)
                    .customize(template);
            send(template);
        });
    }

    @Test
    void webClientsOfBoot4() {
        boot4().run(application -> {
            WebClient.Builder builder = WebClient.builder();
            application
                    .getBean(org.springframework.boot.webclient.WebClientCustomizer.class)
                    .customize(builder);
            send(builder);
        });
    }

    @Test
    void withoutAnyClientNothingIsBrought() {
        application
                .withClassLoader(new FilteredClassLoader("org.springframework.web", "reactor"))
                .run(application -> assertThat(application).hasNotFailed());
    }
}
