package io.telltale.spring;

import io.telltale.TracingConfigException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with the configuration instead of showing forty lines of stack traces. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<TracingConfigException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TracingConfigException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Mend what is named above. Each variable may be set in the environment or as a property,"
                        + " TELLTALE_API_KEY for example as telltale.api-key.",
                cause);
    }
}
