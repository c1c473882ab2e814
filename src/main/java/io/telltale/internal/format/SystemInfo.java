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
    private final Map<String, Object> attributes;

    private SystemInfo(Map<String, Object> attributes) {
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
        attributes.put("service.name", service);
        putIfKnown(attributes, "service.version", version);
        putIfKnown(attributes, "deployment.environment", environment);
        attributes.put("host.name", HostName.get());
        attributes.put("process.pid", ProcessHandle.current().pid());
        attributes.put("process.runtime.version", System.getProperty("java.version", "unknown"));
        attributes.put("os.type", osType(System.getProperty("os.name", "unknown")));
        attributes.put("telltale.version", LibraryVersion.get());
        more.forEach((key, value) -> {
            if (!isOfService(key) || !attributes.containsKey(key)) {
                attributes.put(key, value);
            }
        });
        return new SystemInfo(attributes);
    }

    private static boolean isOfService(String key) {
        return key.startsWith("service.") || key.equals("deployment.environment") || key.equals("telltale.version");
    }

    /** By name, in the order they are written; a value is a {@link String} or a {@link Long}. */
    public Map<String, Object> attributes() {
        return attributes;
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
