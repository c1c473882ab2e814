package io.telltale;

import org.jspecify.annotations.Nullable;

/**
 * A block that is no method, told as an event when it is closed. Opened with {@link Tracing#open}, used and closed on
 * the thread that opened it:
 *
 * <pre>{@code
 * try (TraceScope step = tracing.open("load-prices")) {
 *     step.tag("currency", "EUR");
 *     step.result(prices);
 * }
 * }</pre>
 *
 * <p>No method throws. Java gives {@code close} no way to see an exception that leaves the block: say it with {@link
 * #failure}.
 */
public interface TraceScope extends AutoCloseable {
    /** Adds a tag; a null value is told as {@code null}. */
    TraceScope tag(String key, @Nullable Object value);

    /** Tells {@code value} as the block's output, where results are captured ({@code TELLTALE_CAPTURE}). */
    TraceScope result(@Nullable Object value);

    /** Tells the block as failed. */
    TraceScope failure(Throwable thrown);

    /** The block's span. */
    TraceContext context();

    /** Ends the block; the second call does nothing. */
    @Override
    void close();
}
