package io.telltale.internal.http;

import io.telltale.TracingConfig;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** What is allowed but most likely not meant about an endpoint. */
final class EndpointWarnings {
    private EndpointWarnings() {}

    static List<String> of(HttpUrl url, Headers headers, TracingConfig config) {
        List<String> sentences = new ArrayList<>();
        if (!url.isHttps() && headers.get("Authorization") != null && !isLoopback(url.host())) {
            sentences.add("The API key travels over plain http to " + url.host()
                    + ", and everyone on the way can read it: let TELLTALE_ENDPOINT begin with https.");
        }
        if (!url.isHttps() && (config.sslCertPath() != null || config.clientCertPath() != null)) {
            sentences.add("Certificates are configured but TELLTALE_ENDPOINT begins with http: they have no effect.");
        }
        return List.copyOf(sentences);
    }

    /** By name alone (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3); nothing is looked up. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("::1");
    }
}
