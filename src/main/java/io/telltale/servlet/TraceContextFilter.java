package io.telltale.servlet;

import io.telltale.ContinuedTrace;
import io.telltale.Tracing;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Continues the traces of callers: what is traced on a request's thread belongs to the trace that its headers of <a
 * href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a> tell of, and without them to one trace of its own.
 * Spring Boot registers it by itself; elsewhere map it to the dispatcher type {@code REQUEST}, before other filters.
 * Thread-safe.
 */
public class TraceContextFilter implements Filter {
    private final Tracing tracing;

    /** @param tracing whose calls continue the traces; not closed */
    public TraceContextFilter(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    @SuppressWarnings("try") // to stand open is all that it has to do
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http) {
            try (ContinuedTrace inbound = tracing.continueTrace(
                    joined(http.getHeaders("traceparent")), joined(http.getHeaders("tracestate")))) {
                chain.doFilter(request, response);
            }
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Several of {@code tracestate} are one list; several of {@code traceparent} are malformed, as their joint is. */
    private static @Nullable String joined(@Nullable Enumeration<String> values) {
        return values == null || !values.hasMoreElements() ? null : String.join(",", Collections.list(values));
    }
}
