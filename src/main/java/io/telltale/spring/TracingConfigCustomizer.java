package io.telltale.spring;

import io.telltale.TracingConfig;

/** A bean that changes settings in code, after the properties were read. Several are called in their order. */
@FunctionalInterface
public interface TracingConfigCustomizer {
    /** Called once, at the start; what it throws ends it. */
    void customize(TracingConfig.Builder settings);
}
