package io.telltale.spring;

import io.telltale.Tracing;

/**
 * A bean that gives tracing what no property can hold, such as an event store; it wins over what is taken from the
 * application's own beans. Several are called in their order.
 */
@FunctionalInterface
public interface TracingCustomizer {
    /** Called once, at the start; what it throws ends it. */
    void customize(Tracing.Builder tracing);
}
