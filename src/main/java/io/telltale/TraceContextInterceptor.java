package io.telltale;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Continues traces in the services that an {@link okhttp3.OkHttpClient} calls: adds the headers of <a
 * href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a> to each request made inside a span, unless it has a
 * {@code traceparent} already. Thread-safe.
 *
 * <pre>{@code
 * OkHttpClient client = new OkHttpClient.Builder().addInterceptor(new TraceContextInterceptor()).build();
 * }</pre>
 *
 * <p>A call that is executed is made on the caller's thread, where the span is known. One that is enqueued is made on a
 * thread of OkHttp's: tag its request with the span, by {@code tag(TraceContext.class, TraceContext.current())}.
 */
public final class TraceContextInterceptor implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
        return chain.proceed(continued(chain.request()));
    }

    private static Request continued(Request request) {
        TraceContext tagged = request.tag(TraceContext.class);
        TraceContext span = tagged == null ? TraceContext.current() : tagged;
        if (span == null || request.header("traceparent") != null) {
            return request;
        }
        Request.Builder continued = request.newBuilder();
        span.injectInto((name, value) -> {
            if (request.header(name) == null) {
                continued.header(name, value);
            }
        });
        return continued.build();
    }
}
