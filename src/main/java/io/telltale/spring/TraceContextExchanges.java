package io.telltale.spring;

import io.telltale.TraceContext;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * What {@link TraceContextRequests} is for {@code RestClient}, for {@code WebClient}: the span is that of the thread which
 * subscribes to the request. Thread-safe.
 */
public final class TraceContextExchanges implements ExchangeFilterFunction {
    /** It keeps nothing: one is as good as another. */
    public TraceContextExchanges() {}

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return next.exchange(
                TraceContext.current() == null
                        ? request
                        : ClientRequest.from(request)
                                .headers(TraceContextRequests::addTo)
                                .build());
    }
}
