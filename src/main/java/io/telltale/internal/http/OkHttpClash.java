package io.telltale.internal.http;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells when an older OkHttp is on the class path beside the OkHttp 5 that this library needs. Up to 4 the classes are in
 * the artifact {@code okhttp}, from 5 on in {@code okhttp-jvm}: Maven sees two artifacts and keeps both, and the JVM takes
 * each class from whichever jar comes first.
 */
public final class OkHttpClash {
    /** A class of OkHttp 3 and 4 that 5 has no more. */
    private static final String OLD_CLASS = "okhttp3/internal/Util.class";

    private static final Pattern JAR = Pattern.compile("([^/!]+\\.jar)!/");

    private OkHttpClash() {}

    /** The sentence with the remedy, or null when all is well or can't be known. */
    public static @Nullable String find(ClassLoader loader) {
        List<URL> old;
        try {
            old = Collections.list(loader.getResources(OLD_CLASS));
        } catch (IOException unknown) {
            // A class path that can't be listed is no reason to alarm anybody.
            return null;
        }
        return old.isEmpty() ? null : sentence(old.get(0));
    }

    private static String sentence(URL old) {
        Matcher jar = JAR.matcher(old.toString());
        String name = jar.find() ? jar.group(1) : "okhttp 4 or older";
        return "Two versions of OkHttp are on the class path, " + name
                + " and the okhttp-jvm 5 that Telltale needs, and"
                + " their classes mix. Find who brings the older one with `mvn dependency:tree"
                + " -Dincludes=com.squareup.okhttp3`, and there write <exclusions><exclusion>"
                + "<groupId>com.squareup.okhttp3</groupId><artifactId>okhttp</artifactId></exclusion></exclusions>,"
                + " or manage com.squareup.okhttp3:okhttp to the version of okhttp-jvm in <dependencyManagement>.";
    }
}
