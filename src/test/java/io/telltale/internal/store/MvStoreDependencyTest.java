package io.telltale.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MvStoreDependencyTest {
    @Test
    void whereItIsThereNothingIsMissing() {
        assertThat(MvStoreDependency.missing(getClass().getClassLoader())).isNull();
    }

    @Test
    void whereItIsMissingTheSentenceNamesItAndTheVariable() throws Exception {
        assertThat(MvStoreDependency.missing(ClassLoader.getPlatformClassLoader()))
                .contains("TELLTALE_STORE_DIR", "com.h2database:h2-mvstore:" + MvStoreDependency.VERSION);
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<h2-mvstore.version>" + MvStoreDependency.VERSION + "</h2-mvstore.version>");
        assertThat(Files.readString(Path.of("README.md")))
                .contains(
                        "<artifactId>h2-mvstore</artifactId>\n  <version>" + MvStoreDependency.VERSION + "</version>");
    }
}
