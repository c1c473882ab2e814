package io.telltale.internal.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this library, as the build wrote it into the jar. */
public final class LibraryVersion {
    private static final String DEVELOPMENT = "dev";
    private static final String VERSION = read();

    private LibraryVersion() {}

    /** For example {@code 0.1.0}; {@code dev} where no build has written one. */
    public static String get() {
        return VERSION;
    }

    private static String read() {
        try (InputStream resource = LibraryVersion.class.getResourceAsStream("/io/telltale/version.properties")) {
            if (resource == null) {
                return DEVELOPMENT;
            }
            Properties properties = new Properties();
            properties.load(resource);
            String version = properties.getProperty("version", DEVELOPMENT);
            return version.startsWith("$") ? DEVELOPMENT : version;
        } catch (IOException e) {
            return DEVELOPMENT; // a version is not worth failing for
        }
    }
}
