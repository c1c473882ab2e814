package io.telltale.internal.store;

import static io.telltale.internal.store.Disk.NEVER;
import static io.telltale.internal.store.Disk.leaseAll;
import static io.telltale.internal.store.Disk.names;
import static io.telltale.internal.store.Disk.texts;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import io.telltale.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the file: the store works, and sends nothing but what stands there. */
class DiskFileFuzzTest {
    @TempDir
    static Path directory;

    @FuzzTest
    void aStoreOverAnyFileWorksAndSendsOnlyWhatIsInIt(byte[] content) {
        Disk disk = new Disk(write(content));
        EventStore store = disk.store(NEVER);
        assertThat(store.isPersistent()).isTrue();
        List<EncodedEvent> found = leaseAll(store);
        assertThat(found.stream().mapToLong(EncodedEvent::size).sum()).isLessThanOrEqualTo(content.length);
        String text = new String(content, ISO_8859_1);
        assertThat(found).allMatch(event -> text.contains(new String(event.body(), ISO_8859_1)));
        store.settle(found);
        Disk.add(store, 1_001, 1_003);
        store.close();

        EventStore next = new Disk(disk.directory).store(NEVER);
        assertThat(texts(leaseAll(next))).isEqualTo(names(1_001, 1_003));
        next.close();
    }

    @Test
    void theSameOfChangedFilesOfTheCorpus() {
        Mutations.of(
                DiskFileFuzzTest.class,
                "aStoreOverAnyFileWorksAndSendsOnlyWhatIsInIt",
                100,
                this::aStoreOverAnyFileWorksAndSendsOnlyWhatIsInIt);
    }

    /** Puts it where a store will look for it, and nothing beside it. */
    private static Path write(byte[] content) {
        try {
            Path store = Files.createDirectories(directory.resolve("store"));
            try (var left = Files.newDirectoryStream(store)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
            Files.write(store.resolve(StoreDirectory.FILE), content);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
