package io.telltale.spring;

import io.telltale.Tracing;
import io.telltale.internal.proxy.Tracer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The tracer of the application's {@link Tracing}, looked up when it is first called for: an advisor is made before other
 * beans, and one that asked earlier would have made the meter registry and more before they can be processed. Thread-safe.
 */
final class LazyTracer {
    private static final Logger LOG = LoggerFactory.getLogger("io.telltale");

    private final ObjectProvider<Tracing> tracing;
    private final AtomicBoolean told = new AtomicBoolean();

    /** Null until it was found. Written by any thread, always the same. */
    private volatile @Nullable Tracer found;

    LazyTracer(ObjectProvider<Tracing> tracing) {
        this.tracing = tracing;
    }

    /** Null while there is none: calls pass untold. Never throws. */
    @Nullable Tracer get() {
        Tracer known = found;
        return known == null ? find() : known;
    }

    private @Nullable Tracer find() {
        try {
            Tracer tracer = tracing.getObject().tracer();
            found = tracer;
            return tracer;
        } catch (RuntimeException notYet) {
            // A bean that tracing itself is made of, or a context that is closed or does not start.
            if (told.compareAndSet(false, true)) {
                LOG.warn("A traced call is not told, for there is no Tracing bean to be had: {}", notYet.toString());
            }
            return null;
        }
    }
}
