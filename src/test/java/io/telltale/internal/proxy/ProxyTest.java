package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.telltale.CaptureMode;
import io.telltale.TraceContext;
import io.telltale.Traced;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyTest {
    private final Told told = new Told();

    @AfterEach
    void theThreadKeepsNoSpan() {
        assertThat(TraceContext.current()).isNull();
        assertThat(TraceContext.isSuppressed()).isFalse();
    }

    @Traced
    interface Calculator {
        int add(int left, int right);

        void reset();

        default int twice(int value) {
            return add(value, value);
        }

        default int thrice(int value) {
            return add(twice(value), value);
        }

        int sum(int... values);

        static int zero() {
            return 0;
        }

        private int hiddenOne() {
            return 1;
        }

        default int one() {
            return hiddenOne();
        }
    }

    static class PlainCalculator implements Calculator {
        int resets;

        @Override
        public int add(int left, int right) {
            return left + right;
        }

        @Override
        public void reset() {
            resets++;
        }

        @Override
        public int twice(int value) {
            return 2 * value;
        }

        @Override
        public int sum(int... values) {
            int sum = 0;
            for (int value : values) {
                sum += value;
            }
            return sum;
        }

        @Override
        public String toString() {
            return "plain";
        }
    }

    @Test
    void aCallReturnsWhatTheTargetReturnsAndIsToldOnce() {
        Calculator calculator = told.trace(Calculator.class, new PlainCalculator());

        assertThat(calculator.add(2, 3)).isEqualTo(5);

        assertThat(told.event().name()).isEqualTo("Calculator.add");
        assertThat(told.event().failure()).isNull();
        assertThat(told.event().thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(told.warnings).isEmpty();
    }

    @Test
    void anEventKnowsWhenTheCallBeganAndHowLongItTook() {
        Calculator calculator = told.trace(Calculator.class, new PlainCalculator() {
            @Override
            public void reset() {
                told.nanoTime.addAndGet(250);
                told.epochNanos.addAndGet(-5_000_000_000L); // a wall clock that steps
            }
        });

        calculator.reset();

        assertThat(told.event().startUnixNanos()).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(told.event().durationNanos()).isEqualTo(250);
    }

    @Test
    void aVoidMethodIsToldWithoutOutput() {
        PlainCalculator target = new PlainCalculator();

        told.capturing(CaptureMode.ALL).trace(Calculator.class, target).reset();

        assertThat(target.resets).isOne();
        assertThat(told.event().hasOutput()).isFalse();
        assertThat(told.event().inputCount()).isZero();
    }

    @Test
    void aVariableNumberOfArgumentsArrivesAsOneArray() {
        Calculator calculator = told.capturing(CaptureMode.ARGUMENTS).trace(Calculator.class, new PlainCalculator());

        assertThat(calculator.sum()).isZero();
        assertThat(calculator.sum(1, 2, 3)).isEqualTo(6);
        assertThat(told.names()).containsExactly("Calculator.sum", "Calculator.sum");
        assertThat(Told.inputs(told.events.get(1))).containsOnlyKeys("values");
    }

    @Test
    void defaultMethodsAreToldWhetherOverriddenOrNot() {
        Calculator calculator = told.trace(Calculator.class, new PlainCalculator());

        assertThat(calculator.twice(4)).isEqualTo(8);
        assertThat(calculator.thrice(4)).isEqualTo(12);
        assertThat(calculator.one()).isOne();

        assertThat(told.names()).containsExactly("Calculator.twice", "Calculator.thrice", "Calculator.one");
    }

    interface Thrower {
        @Traced
        void run() throws IOException;
    }

    @Test
    void aCallThatThrowsIsToldAndTheSameExceptionReachesTheCaller() {
        for (Throwable thrown : List.of(
                new IOException("disk"),
                new IllegalStateException("state"),
                new AssertionError("error"),
                new UndeclaredThrowableException(new IOException("the target's own")),
                new InvocationTargetException(new IOException("the target's own")) {
                    @Override
                    public Throwable getCause() {
                        return null;
                    }
                })) {
            told.events.clear();
            boolean declared = !(thrown instanceof InvocationTargetException);
            Thrower thrower = told.trace(Thrower.class, () -> sneak(thrown));

            Throwable caught = catchThrowable(thrower::run);

            assertThat(declared ? caught : caught.getCause()).isSameAs(thrown);
            assertThat(told.event().failure().type())
                    .isEqualTo(thrown.getClass().getName());
            assertThat(told.troubles).isEmpty();
        }
    }

    @Test
    void aCheckedExceptionThatTheInterfaceDoesNotDeclareLeavesAsJavaHasItAndIsToldAsItWas() {
        Calculator calculator = told.trace(Calculator.class, new PlainCalculator() {
            @Override
            public void reset() {
                sneak(new IOException("disk"));
            }
        });

        assertThatThrownBy(calculator::reset)
                .isInstanceOf(UndeclaredThrowableException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(told.event().failure().type()).isEqualTo(IOException.class.getName());
    }

    interface Repository<T, K> {
        void save(T entity);

        T find(K key);

        default void saveAll(List<T> entities) {
            entities.forEach(this::save);
        }
    }

    record Order(String id) {}

    interface Orders extends Repository<Order, String> {
        @Traced
        @Override
        void save(Order order);
    }

    static class MapOrders implements Orders {
        final Map<String, Order> orders = new HashMap<>();

        @Override
        public void save(Order order) {
            orders.put(order.id(), order);
        }

        @Override
        @Traced
        public Order find(String id) {
            return orders.get(id);
        }
    }

    @Test
    void aCallThroughAGenericSuperInterfaceIsToldOnceAsTheRealMethod() {
        Orders orders = told.capturing(CaptureMode.ALL).trace(Orders.class, new MapOrders());
        Repository<Order, String> repository = orders;
        Order order = new Order("7");

        repository.save(order);
        orders.save(order);
        assertThat(repository.find("7")).isSameAs(order);

        assertThat(told.names()).containsExactly("Orders.save", "Orders.save", "Orders.find");
        assertThat(Told.inputs(told.events.get(0))).containsOnlyKeys("order");
        assertThat(Told.inputs(told.events.get(2))).containsEntry("id", "7");
        assertThat(told.warnings).isEmpty();
    }

    @Test
    void aProxyOfTheGenericInterfaceItselfFindsTheAnnotationsOfTheRealMethod() {
        @SuppressWarnings("unchecked")
        Repository<Order, String> repository = told.trace(Repository.class, new MapOrders());

        repository.find("7");
        repository.saveAll(List.of());

        assertThat(told.names()).containsExactly("Repository.find");
    }

    interface Base {
        Object value();
    }

    interface Narrow extends Base {
        @Override
        @Traced
        String value();
    }

    @Test
    void aNarrowedReturnTypeIsToldOnceWhicheverTypeTheCallerSees() {
        Narrow narrow = told.trace(Narrow.class, () -> "v");
        Base base = narrow;

        assertThat(base.value()).isEqualTo("v");
        assertThat(narrow.value()).isEqualTo("v");

        assertThat(told.names()).containsExactly("Narrow.value", "Narrow.value");
    }

    abstract static class Generic<T> {
        final List<T> saved = new ArrayList<>();

        public void save(T entity) {
            saved.add(entity);
        }

        public T find(String key) {
            return saved.get(0);
        }
    }

    static class InheritingOrders extends Generic<Order> implements Orders {}

    @Test
    void aMethodInheritedFromAGenericClassIsTheOneThatTheInterfaceDeclares() {
        Orders orders = told.capturing(CaptureMode.ARGUMENTS).trace(Orders.class, new InheritingOrders());

        orders.save(new Order("7"));

        assertThat(told.event().name()).isEqualTo("Orders.save");
        assertThat(Told.inputs(told.event())).containsOnlyKeys("entity");
    }

    @Test
    void aLambdaIsATargetLikeAnyOther() {
        Narrow narrow = told.trace(Narrow.class, () -> "from a lambda");

        assertThat(narrow.value()).isEqualTo("from a lambda");
        assertThat(told.event().name()).isEqualTo("Narrow.value");
    }

    @Traced
    interface Hideable {
        String answer(String question);
    }

    static final class Hidden implements Hideable {
        @Override
        public String answer(String question) {
            return "hidden " + question;
        }
    }

    @Test
    void aHiddenClassIsATargetLikeAnyOther() throws Exception {
        byte[] bytes;
        try (InputStream in = Hidden.class.getResourceAsStream("ProxyTest$Hidden.class")) {
            bytes = in.readAllBytes();
        }
        var constructor = MethodHandles.lookup()
                .defineHiddenClass(bytes, true)
                .lookupClass()
                .getDeclaredConstructor();
        constructor.setAccessible(true);
        Hideable target = (Hideable) constructor.newInstance();
        assertThat(target.getClass().isHidden()).isTrue();

        assertThat(told.trace(Hideable.class, target).answer("?")).isEqualTo("hidden ?");

        assertThat(told.event().name()).isEqualTo("Hideable.answer");
    }

    @Test
    void anInterfaceOfAnotherClassLoaderThatIsNotPublicCanBeTraced() throws Exception {
        ClassLoader other = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                String test = ProxyTest.class.getName();
                if (!name.equals(test) && !name.startsWith(test + "$Hid")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                try (InputStream in =
                        ProxyTest.class.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        @SuppressWarnings("unchecked")
        Class<Object> type = (Class<Object>) other.loadClass(Hideable.class.getName());
        var constructor = other.loadClass(Hidden.class.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        var answer = type.getDeclaredMethod("answer", String.class);
        answer.setAccessible(true);

        Object proxy = told.trace(type, constructor.newInstance());

        assertThat(type).isNotSameAs(Hideable.class);
        assertThat(answer.invoke(proxy, "?")).isEqualTo("hidden ?");
        assertThat(told.event().name()).isEqualTo("Hideable.answer");
    }

    @Test
    void anInterfaceOfTheJdkCanBeTraced() {
        class Greeting implements Supplier<String> {
            @Override
            @Traced
            public String get() {
                return "hello";
            }
        }
        @SuppressWarnings("unchecked")
        Supplier<String> supplier = told.trace(Supplier.class, new Greeting());

        assertThat(supplier.get()).isEqualTo("hello");
        assertThat(told.event().name()).isEqualTo("Supplier.get");
    }

    @Test
    void proxiesOfOneTargetAreEqualAndOthersAreNot() {
        PlainCalculator target = new PlainCalculator();
        Calculator one = told.trace(Calculator.class, target);
        Calculator two = told.trace(Calculator.class, target);

        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).hasToString("plain");
        assertThat(one).isEqualTo(one);
        assertThat(one.equals(told.trace(Calculator.class, new PlainCalculator())))
                .isFalse();
        assertThat(one.equals(target)).isFalse();
        assertThat(one.equals(null)).isFalse();
        assertThat(one.equals("plain")).isFalse();
        assertThat(told.events).isEmpty();
    }

    @Test
    void wrappingTwiceTellsOneEvent() {
        Tracer tracer = told.tracer();
        Calculator once = tracer.trace(Calculator.class, new PlainCalculator());

        Calculator twice = tracer.trace(Calculator.class, once);
        twice.add(1, 2);

        assertThat(twice).isSameAs(once);
        assertThat(told.names()).containsExactly("Calculator.add");
    }

    interface Scientific extends Calculator {}

    static final class PlainScientific extends PlainCalculator implements Scientific {}

    @Test
    void wrappingAgainUnderAnotherInterfaceTellsOneEvent() {
        Tracer tracer = told.tracer();
        Scientific scientific = tracer.trace(Scientific.class, new PlainScientific());

        Calculator calculator = tracer.trace(Calculator.class, scientific);
        calculator.add(1, 2);

        assertThat(told.names()).containsExactly("Calculator.add");
        assertThat(calculator).isEqualTo(scientific);
    }

    @Test
    void twoTracersTellTheirOwnEvents() {
        Told other = new Told();
        Calculator inner = other.trace(Calculator.class, new PlainCalculator() {
            @Override
            @Traced("marked")
            public int add(int left, int right) {
                return left + right;
            }
        });

        told.trace(Calculator.class, inner).add(1, 2);

        assertThat(told.event().name()).isEqualTo("marked");
        assertThat(other.event().name()).isEqualTo("marked");
    }

    @Test
    void methodsThatAreNotTracedPassStraightThrough() {
        Orders orders = told.trace(Orders.class, new MapOrders());

        orders.saveAll(List.of(new Order("1")));

        assertThat(orders.find("1")).isNotNull();
        assertThat(told.names()).containsExactly("Orders.find");
    }

    @Test
    void aTracerThatIsOffPassesEveryCallStraightThrough() {
        Tracer off = told.tracer().off();
        Calculator calculator = off.trace(Calculator.class, new PlainCalculator());
        @SuppressWarnings("unchecked")
        Function<String, String> untraced = off.trace(Function.class, Function.<String>identity());

        assertThat(calculator.add(2, 3)).isEqualTo(5);
        assertThat(untraced.apply("x")).isEqualTo("x");
        assertThat(calculator).isEqualTo(off.trace(Calculator.class, calculator));
        assertThat(told.events).isEmpty();
        assertThat(told.warnings).isEmpty();
    }

    @Test
    void onceATracerHasEndedItsCallsPassStraightThroughAndNoUserCodeIsRunToCapture() {
        told.capture = CaptureMode.ALL;
        Tracer tracer = told.tracer();
        @SuppressWarnings("unchecked")
        Function<Object, Object> traced = tracer.trace(Function.class, new TracedEcho());
        tracer.end();

        AtomicInteger reads = new AtomicInteger();
        Object argument = new Object() {
            @SuppressWarnings("unused") // Jackson would
            public int getReads() {
                return reads.incrementAndGet();
            }
        };
        assertThat(traced.apply(argument)).isSameAs(argument);
        tracer.open("block").close();

        assertThat(reads).hasValue(0);
        assertThat(told.events).isEmpty();
    }

    @Traced
    static final class TracedEcho implements Function<Object, Object> {
        @Override
        public Object apply(Object argument) {
            return argument;
        }
    }

    @Test
    void anInterceptorThatBringsItsOwnWayToTheTargetTellsTheSameEvent() throws Throwable {
        told.capture = CaptureMode.ALL;
        TracedMethod find =
                told.tracer().parse(MapOrders.class, MapOrders.class.getMethod("find", String.class), MapOrders.class);

        Object result = find.call(new Object[] {"7"}, arguments -> "found " + arguments[0]);

        assertThat(result).isEqualTo("found 7");
        assertThat(told.event().name()).isEqualTo("MapOrders.find");
        assertThat(Told.inputs(told.event())).containsEntry("id", "7");
        assertThat(told.event().output()).isEqualTo("found 7");
        assertThat(told.tracer()
                        .parse(MapOrders.class, MapOrders.class.getMethod("saveAll", List.class), MapOrders.class))
                .isNull();
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
