package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class TraceContextUnloadTest {
    /** As a container loads an application's libraries, which it unloads again while its threads go on. */
    private static WeakReference<ClassLoader> useOnThisThread() throws Exception {
        URL classes = TraceContext.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
            Class<?> type = loader.loadClass(TraceContext.class.getName());
            assertThat(type).isNotSameAs(TraceContext.class);
            Object span = type.getConstructor(long.class, long.class, long.class, boolean.class, long.class)
                    .newInstance(1, 2, 3, true, 0);
            assertThat(type.getMethod("exchange", type).invoke(null, span)).isNull();
            assertThat(type.getMethod("current").invoke(null)).isSameAs(span);
            assertThat(type.getMethod("exchange", type).invoke(null, (Object) null))
                    .isSameAs(span);
            return new WeakReference<>(loader);
        }
    }

    @Test
    void aThreadThatOutlivesTheLibraryKeepsNoneOfIt() throws Exception {
        WeakReference<ClassLoader> library = useOnThisThread();

        await().untilAsserted(() -> {
            System.gc();
            assertThat(library.get()).isNull();
        });
    }
}
