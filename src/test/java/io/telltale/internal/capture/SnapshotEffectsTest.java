package io.telltale.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.telltale.internal.format.WireJson;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.StringReader;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Spliterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SnapshotEffectsTest {
    private final Snapshotter snapshotter =
            new Snapshotter(WireJson.format(), new Redaction(List.of()), 8192, new ObjectMapper());

    private void isLeftAlone(Object value) {
        String marker = "<telltale: " + value.getClass().getName() + " is not read>";
        if (marker.length() < 150) {
            assertThat(WireJson.value(snapshotter.take(value)).asText()).isEqualTo(marker);
        }
        Map<String, Object> around = new LinkedHashMap<>();
        around.put("value", value);
        around.put("after", 1);
        assertThat(WireJson.value(snapshotter.take(List.of(around)))
                        .at("/0/value")
                        .asText())
                .startsWith("<telltale: ")
                .endsWith(" is not read>");
        assertThat(WireJson.value(snapshotter.take(List.of(around)))
                        .at("/0/after")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void iteratorsStreamsAndReadersAreNotConsumed() throws Exception {
        Iterator<Integer> iterator = List.of(1, 2).iterator();
        Stream<Integer> stream = Stream.of(1, 2);
        Spliterator<Integer> spliterator = List.of(1, 2).spliterator();
        ByteArrayInputStream input = new ByteArrayInputStream(new byte[] {1});
        StringReader reader = new StringReader("a");
        Scanner scanner = new Scanner("a b");
        for (Object value : List.of(iterator, stream, spliterator, input, reader, scanner)) {
            isLeftAlone(value);
        }
        assertThat(iterator.next()).isEqualTo(1);
        assertThat(stream.count()).isEqualTo(2);
        assertThat(spliterator.estimateSize()).isEqualTo(2);
        assertThat(input.read()).isEqualTo(1);
        assertThat(reader.read()).isEqualTo('a');
        assertThat(scanner.next()).isEqualTo("a");
    }

    @Test
    void anIterableThatIsNoCollectionIsNotIterated() {
        AtomicInteger asked = new AtomicInteger();
        Iterable<Integer> oneShot = new Iterable<>() {
            @Override
            public Iterator<Integer> iterator() {
                asked.incrementAndGet();
                return List.of(1).iterator();
            }
        };
        class WithProperties implements Iterable<Integer> {
            @Override
            public Iterator<Integer> iterator() {
                asked.incrementAndGet();
                return List.of(1).iterator();
            }

            public int getA() {
                return asked.incrementAndGet();
            }
        }
        isLeftAlone(oneShot);
        isLeftAlone(new WithProperties());
        assertThat(asked).hasValue(0);
    }

    interface Remote {
        String getName();
    }

    @Test
    void proxiesAreNotCalled() {
        AtomicInteger calls = new AtomicInteger();
        for (Class<?> type : List.of(Remote.class, List.class, Map.class, CharSequence.class)) {
            Object proxy = Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        calls.incrementAndGet();
                        return null;
                    });
            assertThat(WireJson.value(snapshotter.take(proxy)).asText()).endsWith(" is not read>");
            assertThat(WireJson.value(snapshotter.take(new Object[] {proxy}))
                            .path(0)
                            .asText())
                    .endsWith(" is not read>");
        }
        assertThat(calls).hasValue(0);
    }

    static class Entity$$SpringCGLIB$$0 {
        public String getLazy() {
            throw new AssertionError("loaded");
        }
    }

    @Test
    void generatedClassesAreNotCalled() {
        Supplier<String> lambda = () -> {
            throw new AssertionError("called");
        };
        isLeftAlone(new Entity$$SpringCGLIB$$0());
        assertThat(WireJson.value(snapshotter.take(lambda)).asText()).endsWith(" is not read>");
    }

    @Test
    void futuresAreNotWaitedFor() {
        isLeftAlone(new CompletableFuture<>());
        isLeftAlone(new FutureTask<>(() -> 1));
    }

    @Test
    void resourcesAreNeitherReadNorClosed() {
        AtomicInteger touched = new AtomicInteger();
        class Connection implements Closeable {
            public int getHandle() {
                return touched.incrementAndGet();
            }

            @Override
            public void close() {
                touched.incrementAndGet();
            }
        }
        isLeftAlone(new Connection());
        assertThat(touched).hasValue(0);
    }

    @Test
    void theMachineryOfTheJvmIsNotWalked() throws Exception {
        isLeftAlone(Thread.currentThread());
        isLeftAlone(getClass().getClassLoader());
        isLeftAlone(new ReentrantLock());
        isLeftAlone(new ReentrantLock().newCondition());
        isLeftAlone(new ThreadLocal<>());
        isLeftAlone(new WeakReference<>("a"));
        isLeftAlone(String.class.getMethod("length"));
        isLeftAlone(ProcessHandle.current());
    }

    @Test
    void whatADriverMadeIsNotReadButATimestampIs() {
        abstract class DriverBlob implements Blob {}
        assertThat(EffectfulTypes.contains(DriverBlob.class)).isTrue();
        assertThat(EffectfulTypes.contains(ResultSet.class)).isTrue();
        assertThat(WireJson.value(snapshotter.take(new Timestamp(0))).asLong()).isZero();
        assertThat(WireJson.value(snapshotter.take(List.of(new Timestamp(0)))).isArray())
                .isTrue();
    }

    @Test
    void aCollectionThatCanBeClosedIsTold() {
        class Pooled extends ArrayList<Integer> implements AutoCloseable {
            boolean closed;

            @Override
            public void close() {
                closed = true;
            }
        }
        Pooled pooled = new Pooled();
        pooled.add(1);

        assertThat(WireJson.value(snapshotter.take(pooled)).toString()).isEqualTo("[1]");
        assertThat(pooled.closed).isFalse();
    }
}
