package io.telltale.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OkHttpClashTest {
    @TempDir
    Path directory;

    @Test
    void anOlderOkHttpBesideOursIsNamedWithTheExclusionToWrite() throws Exception {
        URL[] old = {jar("okhttp-4.12.0.jar", "okhttp3/OkHttpClient.class", "okhttp3/internal/Util.class")};
        try (URLClassLoader loader = new URLClassLoader(old, OkHttpClash.class.getClassLoader())) {
            assertThat(OkHttpClash.find(loader))
                    .contains("okhttp-4.12.0.jar")
                    .contains("<exclusion><groupId>com.squareup.okhttp3</groupId><artifactId>okhttp</artifactId>")
                    .contains("dependencyManagement");
        }
    }

    @Test
    void ourOwnClassPathIsFine() {
        assertThat(OkHttpClash.find(OkHttpClash.class.getClassLoader())).isNull();
    }

    @Test
    void theSameVersionInTwoPlacesIsNoClash() throws Exception {
        URL[] again = {jar("okhttp-jvm-5.9.9.jar", "okhttp3/OkHttpClient.class")};
        try (URLClassLoader loader = new URLClassLoader(again, OkHttpClash.class.getClassLoader())) {
            assertThat(OkHttpClash.find(loader)).isNull();
        }
    }

    private URL jar(String name, String... entries) throws Exception {
        Path jar = directory.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.closeEntry();
            }
        }
        return jar.toUri().toURL();
    }
}
