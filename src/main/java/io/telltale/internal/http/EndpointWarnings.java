package io.telltale.internal.http;

import io.telltale.TracingConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is allowed but most likely not meant about an endpoint. */
final class EndpointWarnings {
    private EndpointWarnings() {}

    static List<String> of(URI address, TracingConfig config) {
        boolean encrypted = "https".equalsIgnoreCase(address.getScheme());
        List<String> sentences = new ArrayList<>();
        if (!encrypted && isAuthorized(config) && !isLoopback(address.getHost())) {
            sentences.add("The API key travels over plain http to " + address.getHost()
                    + ", and everyone on the way can read it: let TELLTALE_ENDPOINT begin with https.");
        }
        if (!encrypted && (config.sslCertPath() != null || config.clientCertPath() != null)) {
            sentences.add("Certificates are configured but TELLTALE_ENDPOINT begins with http: they have no effect.");
        }
        return List.copyOf(sentences);
    }

    private static boolean isAuthorized(TracingConfig config) {
        boolean authorized = config.apiKey() != null;
        for (String header : config.headers().keySet()) {
            authorized |= header.equalsIgnoreCase("Authorization");
        }
        return authorized;
    }

    /** By name alone (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3); nothing is looked up. */
    private static boolean isLoopback(String anyCase) {
        String host = anyCase.toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("[::1]");
    }
}
