package io.telltale;

import java.util.List;
import java.util.function.Consumer;

/** PEM files that were named for OpenTelemetry and, once read, turn out to be unusable: passed over, as any borrowed value. */
final class BorrowedFiles {
    private static final List<Variable<?>> TRUST = List.of(Variables.SSL_CERT_PATH);
    private static final List<Variable<?>> CLIENT = List.of(Variables.CLIENT_CERT_PATH, Variables.CLIENT_KEY_PATH);

    private BorrowedFiles() {}

    /**
     * {@code config} without the borrowed files that {@code wrong} is about.
     *
     * @param warnings hears why each is passed over
     * @throws TracingConfigException {@code wrong} itself, if it is about none of them
     */
    static TracingConfig passedOver(TracingConfig config, TracingConfigException wrong, Consumer<String> warnings) {
        TracingConfig.Builder usable = config.toBuilder();
        boolean trustFails = isPassedOver(TRUST, config, wrong, warnings);
        boolean clientFails = isPassedOver(CLIENT, config, wrong, warnings);
        if (!trustFails && !clientFails) {
            throw wrong;
        }
        if (trustFails) {
            usable.sslCertPath(null);
        }
        if (clientFails) {
            usable.clientCertPath(null).clientKeyPath(null);
        }
        return usable.build();
    }

    private static boolean isPassedOver(
            List<Variable<?>> together, TracingConfig config, TracingConfigException wrong, Consumer<String> warnings) {
        boolean any = false;
        for (Variable<?> file : together) {
            String source = config.source(file);
            if (source != null && source.startsWith(OtelVariables.PREFIX)) {
                for (String problem : wrong.problems()) {
                    if (problem.startsWith(file.name())) {
                        any = true;
                        warnings.accept(source + problem.substring(file.name().length()) + " It is passed over.");
                    }
                }
            }
        }
        return any;
    }
}
