package io.telltale.spring;

import io.telltale.ContinuedTrace;
import io.telltale.TraceContextAccessor;
import io.telltale.Tracing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Continues the traces of those who call a WebFlux application: on the thread that handles the request, and, by the key that
 * Micrometer's context propagation carries spans under, on those that it goes on to. Thread-safe.
 */
public final class TraceContextWebFilter implements WebFilter, Ordered {
    private final Tracing tracing;

    /** @param tracing whose calls continue the traces; not closed */
    public TraceContextWebFilter(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Before security and whatever else may call traced beans. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 10;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return Mono.from(subscriber -> {
            // Until the subscription returns: what happens later happens on another thread, or in another request's
            // turn.
            try (ContinuedTrace inbound = tracing.continueTrace(
                    joined(headers.getValuesAsList("traceparent")), joined(headers.getValuesAsList("tracestate")))) {
                chain.filter(exchange)
                        .contextWrite(context -> context.put(TraceContextAccessor.KEY, inbound.context()))
                        .subscribe(subscriber);
            }
        });
    }

    private static @Nullable String joined(List<String> values) {
        return values.isEmpty() ? null : String.join(",", values);
    }
}
