package io.telltale;

/**
 * Work that a caller in another process began a trace for. Opened with {@link Tracing#continueTrace}, closed on the thread
 * that opened it: what is traced in between belongs to the caller's trace. Tells no event of its own.
 *
 * <pre>{@code
 * try (ContinuedTrace inbound = tracing.continueTrace(request.header("traceparent"), request.header("tracestate"))) {
 *     log.info("{}", inbound.context().traceId());
 *     orders.place(order);
 * }
 * }</pre>
 *
 * <p>No method throws.
 */
public interface ContinuedTrace extends AutoCloseable {
    /** The caller's span; of a new trace, which has no span yet, one with the span id 0. */
    TraceContext context();

    /** Makes current again what was before; the second call does nothing. */
    @Override
    void close();
}
