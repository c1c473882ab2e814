package io.telltale.internal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameCacheTest {
    private final NameCache cache = new NameCache("{\"", name -> name.equals("id") ? "tag.id" : name, "\":");

    private String written(String name) {
        JsonBytes out = new JsonBytes(8);
        cache.append(name, out);
        return new String(out.toByteArray(), UTF_8);
    }

    @Test
    void aNameIsWrittenAlikeHoweverOftenItComes() {
        for (int i = 0; i < 5; i++) {
            assertThat(written("order")).isEqualTo("{\"order\":");
            assertThat(written("a \"b\"\n")).isEqualTo("{\"a \\\"b\\\"\\n\":");
            assertThat(written("")).isEqualTo("{\"\":");
        }
    }

    @Test
    void aNameIsSpelledAsItsFormatWantsIt() {
        for (int i = 0; i < 3; i++) {
            assertThat(written("id")).isEqualTo("{\"tag.id\":");
        }
    }

    @Test
    void namesThatShareAPlaceAreNotMistakenForEachOther() {
        List<String> names = Arrays.asList("Aa", "BB"); // of one hash code
        assertThat(names.get(0).hashCode()).isEqualTo(names.get(1).hashCode());
        for (int i = 0; i < 8; i++) {
            for (String name : names) {
                assertThat(written(name)).isEqualTo("{\"" + name + "\":");
                assertThat(written(name)).isEqualTo("{\"" + name + "\":");
            }
        }
    }

    @Test
    void moreNamesThanThereArePlacesAreWrittenAll() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2_000; i++) {
                assertThat(written("thread-" + i)).isEqualTo("{\"thread-" + i + "\":");
            }
        }
    }

    @Test
    void aNameTooLongToBeKeptIsWritten() {
        String name = "n".repeat(10_000);
        for (int i = 0; i < 3; i++) {
            assertThat(written(name)).isEqualTo("{\"" + name + "\":");
        }
    }
}
