package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Promise 1 of values: what can't be told, or would never end, costs no call and no event. */
class HostileValuesTest {
    private final Scene scene = Scene.of(Delivery.ASYNC);

    @AfterEach
    void close() {
        scene.close();
    }

    static Stream<Named<Supplier<Object>>> hostileValues() {
        return Stream.of(
                named("cyclic", HostileValuesTest::cyclic),
                named("nested a hundred thousand times", HostileValuesTest::nested),
                named("a getter that throws", Throwing::new),
                named("a getter that dies", Dying::new),
                named("a getter that never returns from itself", Recursive::new),
                named("getters that always find more", Matryoshka::new),
                named("an endless iterable", () -> (Iterable<Integer>) Endless::new),
                named("an endless collection", EndlessCollection::new),
                named("an endless map", EndlessMap::new),
                named("an iterator", Endless::new),
                named("a long text", () -> "x".repeat(10_000_000)),
                named("many bytes", () -> new byte[10_000_000]),
                named("a thread", Thread::currentThread),
                named("nothing to tell", Object::new));
    }

    @ParameterizedTest
    @MethodSource("hostileValues")
    void noValueHarmsItsCall(Supplier<Object> made) {
        Object value = made.get();

        assertThat(scene.orders.echo(value) == value).isTrue();

        scene.drain();
        scene.assertAccount(1);
        assertThat(scene.collector.size()).isEqualTo(1);
    }

    private static Object cyclic() {
        Map<String, Object> cyclic = new HashMap<>();
        cyclic.put("self", cyclic);
        return cyclic;
    }

    private static Object nested() {
        List<Object> nested = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            List<Object> outer = new ArrayList<>();
            outer.add(nested);
            nested = outer;
        }
        return nested;
    }

    @Test
    void anExceptionThatFailsToDescribeItselfReachesTheCallerAsItIs() {
        RuntimeException hostile = new RuntimeException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException(Scene.PAYLOAD);
            }

            @Override
            public synchronized Throwable getCause() {
                throw new StackOverflowError();
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new NullPointerException();
            }
        };
        Throwable caught = null;
        try {
            scene.orders.fail(hostile);
        } catch (RuntimeException e) {
            caught = e;
        }

        assertThat(caught == hostile).isTrue();
        scene.drain();
        scene.assertAccount(1);
        assertThat(scene.collector.events()).singleElement().matches(Collector.Event::failed);
    }

    /** An overflow may hit anywhere, the library's own steps included: it must not leave one of them half done. */
    @Test
    void aStackThatOverflowsInTracedCallsStopsNoDelivery() throws InterruptedException {
        scene.place(1); // classes that an overflow finds uninitialized stay unusable: that is Java's
        assertThatThrownBy(() -> scene.orders.fail(new IllegalStateException())).isNotNull();
        Diver[] self = new Diver[1];
        self[0] = scene.tracing.trace(Diver.class, depth -> self[0].dive(depth + 1));
        Queue<Throwable> outcomes = new ConcurrentLinkedQueue<>();

        for (int i = 0; i < 40; i++) {
            Thread diver = new Thread(null, () -> self[0].dive(0), "diver", 160 * 1024L + i * 128L);
            diver.setUncaughtExceptionHandler((thread, thrown) -> outcomes.add(thrown));
            diver.start();
            diver.join();
        }
        scene.place(1);

        assertThat(outcomes).hasSize(40).hasOnlyElementsOfType(StackOverflowError.class);
        Scene.eventually().until(() -> scene.collector.numbers().contains(2));
        scene.drain();
        scene.assertAccount(scene.tracing.stats().recorded());
    }

    interface Diver {
        @Traced
        int dive(int depth);
    }

    @SuppressWarnings("unused")
    private static final class Throwing {
        public String getFine() {
            return "fine";
        }

        public String getBroken() {
            throw new IllegalStateException(Scene.PAYLOAD);
        }
    }

    @SuppressWarnings("unused")
    private static final class Dying {
        public String getBroken() {
            throw new OutOfMemoryError("not really");
        }
    }

    @SuppressWarnings("unused")
    private static final class Recursive {
        public int getDepth() {
            return getDepth() + 1;
        }
    }

    @SuppressWarnings("unused")
    private static final class Matryoshka {
        public Matryoshka getInner() {
            return new Matryoshka();
        }

        public Matryoshka getOther() {
            return new Matryoshka();
        }
    }

    private static final class Endless implements Iterator<Integer> {
        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Integer next() {
            return 1;
        }
    }

    private static final class EndlessCollection extends AbstractCollection<Integer> {
        @Override
        public Iterator<Integer> iterator() {
            return new Endless();
        }

        @Override
        public int size() {
            return 3;
        }
    }

    private static final class EndlessMap extends AbstractMap<Integer, Integer> {
        @Override
        public Set<Entry<Integer, Integer>> entrySet() {
            return new java.util.AbstractSet<>() {
                @Override
                public Iterator<Entry<Integer, Integer>> iterator() {
                    Iterator<Integer> numbers = new Endless();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return true;
                        }

                        @Override
                        public Entry<Integer, Integer> next() {
                            return Map.entry(numbers.next(), 1);
                        }
                    };
                }

                @Override
                public int size() {
                    return 3;
                }
            };
        }
    }
}
