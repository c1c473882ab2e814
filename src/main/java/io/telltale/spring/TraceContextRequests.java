package io.telltale.spring;

import io.telltale.TraceContext;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Continues traces in the services that {@code RestClient} and {@code RestTemplate} call: adds the headers of <a
 * href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a> to each request made inside a span, unless it has a
 * {@code traceparent} already. Spring Boot's builders bring it; clients that are made without them can be given it by hand.
 * Thread-safe.
 */
public final class TraceContextRequests implements ClientHttpRequestInterceptor {
    /** It keeps nothing: one is as good as another. */
    public TraceContextRequests() {}

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        addTo(request.getHeaders());
        return execution.execute(request, body);
    }

    static void addTo(HttpHeaders headers) {
        if (headers.getFirst("traceparent") == null) {
            // A tracestate without its traceparent means nothing, so that it may be overwritten.
            TraceContext.inject(headers::set);
        }
    }
}
