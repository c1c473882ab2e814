package io.telltale.internal.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is speaking: the service, its process and this library, by the names of OpenTelemetry's <a
 * href="https://opentelemetry.io/docs/specs/semconv/resource/">resource conventions</a>. Immutable.
 */
public final class SystemInfo {
    private static final String SERVICE_NAME = "service.name";
    private static final String ENVIRONMENT = "deployment.environment";
    private static final String LIBRARY_VERSION = "telltale.version";

    private final Map<String, Object> attributes;

    SystemInfo(Map<String, Object> attributes) {
        this.attributes = Collections.unmodifiableMap(attributes);
    }

    /**
     * This process, as the operating system and the JVM describe it. Waits at most half a second for a host name, once a
     * process.
     *
     * @param version the service's version, or null when unknown
     * @param environment for example {@code prod}, or null when unknown
     * @param more further attributes; they override what was found out about host, process and system, not the service
     */
    public static SystemInfo ofThisProcess(
            String service, @Nullable String version, @Nullable String environment, Map<String, String> more) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(SERVICE_NAME, service);
        putIfKnown(attributes, "service.version", version);
        putIfKnown(attributes, ENVIRONMENT, environment);
        attributes.put("host.name", HostName.get());
        attributes.put("process.pid", ProcessHandle.current().pid());
        attributes.put("process.runtime.version", System.getProperty("java.version", "unknown"));
        attributes.put("os.type", osType(System.getProperty("os.name", "unknown")));
        attributes.put(LIBRARY_VERSION, LibraryVersion.get());
        for (Map.Entry<String, String> each : more.entrySet()) {
            if (!isOfService(each.getKey()) || !attributes.containsKey(each.getKey())) {
                attributes.put(each.getKey(), each.getValue());
            }
        }
        return new SystemInfo(attributes);
    }

    private static boolean isOfService(String key) {
        return key.startsWith("service.") || key.equals(ENVIRONMENT) || key.equals(LIBRARY_VERSION);
    }

    /** By name, in the order they are written; a value is a {@link String} or a {@link Long}. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    /** The same, with names of the conventions of today beside those of yesterday that receivers still look for. */
    Map<String, Object> conventionalAttributes() {
        Map<String, Object> conventional = new LinkedHashMap<>(attributes);
        Object environment = attributes.get(ENVIRONMENT);
        if (environment != null) {
            conventional.putIfAbsent("deployment.environment.name", environment);
        }
        return conventional;
    }

    String serviceName() {
        return text(SERVICE_NAME);
    }

    /** This library's version. */
    String libraryVersion() {
        return text(LIBRARY_VERSION);
    }

    private String text(String key) {
        return String.valueOf(attributes.get(key));
    }

    private static void putIfKnown(Map<String, Object> attributes, String key, @Nullable String value) {
        if (value != null) {
            attributes.put(key, value);
        }
    }

    /** The convention's {@code os.type}. */
    static String osType(String osName) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        if (name.startsWith("mac")) {
            return "darwin";
        }
        return name.replace(" ", "");
    }

    @Override
    public String toString() {
        return "SystemInfo" + attributes;
    }
}
