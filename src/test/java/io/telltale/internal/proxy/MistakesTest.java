package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.Redact;
import io.telltale.TraceTag;
import io.telltale.Traced;
import io.telltale.Untraced;
import io.telltale.internal.capture.Redaction;
import java.io.Closeable;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class MistakesTest {
    private final Told told = new Told();

    @Traced
    interface Orders {
        void place(String id);
    }

    static class DefaultOrders implements Orders, Closeable {
        @Override
        public void place(String id) {}

        @Override
        public void close() {}
    }

    @Test
    void aClassIsNoInterfaceAndTheMessageNamesThoseThatItImplements() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told.trace(DefaultOrders.class, new DefaultOrders()))
                .withMessageContaining("DefaultOrders is not an interface")
                .withMessageContaining("pass an interface")
                .withMessageContaining("MistakesTest$Orders")
                .withMessageContaining("java.io.Closeable");
    }

    @Test
    void aClassWithoutAnInterfaceIsToldToImplementOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told.trace(Object.class, new Object()))
                .withMessageContaining("java.lang.Object is not an interface")
                .withMessageContaining("implement an interface");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aTargetThatDoesNotImplementTheInterfaceFails() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told.trace((Class) Runnable.class, new DefaultOrders()))
                .withMessageContaining("DefaultOrders does not implement java.lang.Runnable")
                .withMessageContaining("MistakesTest$Orders");
    }

    @Test
    void nullsFail() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told.trace(null, new DefaultOrders()))
                .withMessageContaining("no type");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told.trace(Orders.class, null))
                .withMessageContaining("no target")
                .withMessageContaining("MistakesTest$Orders");
    }

    sealed interface Sealed permits OnlyOne {
        @Traced
        void run();
    }

    static final class OnlyOne implements Sealed {
        @Override
        public void run() {}
    }

    @Test
    void aSealedInterfaceFails() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told.trace(Sealed.class, new OnlyOne()))
                .withMessageContaining("MistakesTest$Sealed is sealed");
    }

    interface BadTag {
        @Traced(tags = "checkout")
        void pay();
    }

    interface NoKey {
        @Traced(tags = " =checkout")
        void pay();
    }

    interface TwiceTagged {
        @Traced(tags = "order.id=1")
        void pay(@TraceTag("order.id") String id);
    }

    interface BadTraceTag {
        @Traced
        void pay(String account, @TraceTag("items") List<String> items);
    }

    interface EmptyTraceTag {
        @Traced
        void pay(@TraceTag("") String id);
    }

    interface HiddenTag {
        @Traced
        void pay(@Redact @TraceTag("order.id") String id);
    }

    interface BothWays {
        @Traced
        @Untraced
        void pay();
    }

    private <T> void assertThatTracing(Class<T> type, T target, String... words) {
        for (Tracer tracer : List.of(told.tracer(), told.tracer().off())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tracer.trace(type, target))
                    .withMessageContaining("MistakesTest$" + type.getSimpleName() + ".pay")
                    .withMessageContainingAll(words);
        }
    }

    @Test
    void aMistakeInAnAnnotationFailsNamingMethodAndRemedyEvenWhenTracingIsOff() {
        assertThatTracing(BadTag.class, () -> {}, "\"checkout\"", "key=value");
        assertThatTracing(NoKey.class, () -> {}, "key=value");
        assertThatTracing(TwiceTagged.class, id -> {}, "\"order.id\"", "twice");
        assertThatTracing(BadTraceTag.class, (account, items) -> {}, "Parameter 1 (items)", "List", "strings, numbers");
        assertThatTracing(EmptyTraceTag.class, id -> {}, "without a key");
        assertThatTracing(HiddenTag.class, id -> {}, "@Redact", "@TraceTag");
        assertThatTracing(BothWays.class, () -> {}, "@Traced", "@Untraced");
    }

    @Test
    void anInterfaceThatItsModuleKeepsToItselfFailsWithTheOptionThatOpensIt() throws Exception {
        @SuppressWarnings("unchecked")
        Class<Object> closed = (Class<Object>) Class.forName("sun.nio.ch.Interruptible");
        Object target = Proxy.newProxyInstance(null, new Class<?>[] {closed}, (proxy, method, arguments) -> null);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> told.trace(closed, target))
                .withMessageContaining("sun.nio.ch.Interruptible.interrupt")
                .withMessageContaining("--add-opens java.base/sun.nio.ch=ALL-UNNAMED");
    }

    interface Auditor {
        void audit(String id);
    }

    interface Archive {
        @Traced
        void archive();
    }

    @Traced
    interface Clerk {
        void work();

        @Traced
        static void rest() {}
    }

    static class Busy implements Clerk, Auditor, Archive {
        @Override
        public void work() {}

        @Override
        @Traced
        public void audit(String id) {}

        @Override
        public void archive() {}

        @Traced
        public void extra() {}

        @Traced
        private void secret() {}

        @Traced
        static void shared() {}

        @Override
        @Traced
        public String toString() {
            return "busy";
        }
    }

    @Test
    void anAnnotatedMethodThatNoProxySeesIsWarnedAboutOnceWithTheRemedy() {
        told.trace(Clerk.class, new Busy());

        String busy = "MistakesTest$Busy";
        assertThat(told.warnings)
                .hasSize(7)
                .anySatisfy(w ->
                        assertThat(w).contains(busy + ".audit(String)", "trace(Auditor.class", "MistakesTest$Clerk"))
                .anySatisfy(w -> assertThat(w).contains("MistakesTest$Archive.archive()", "trace(Archive.class"))
                .anySatisfy(w -> assertThat(w).contains(busy + ".extra()", "declare it there", "MistakesTest$Clerk"))
                .anySatisfy(w -> assertThat(w).contains(busy + ".secret()", "private", "open a scope"))
                .anySatisfy(w -> assertThat(w).contains(busy + ".shared()", "static", "open a scope"))
                .anySatisfy(w -> assertThat(w).contains(busy + ".toString()", "take the annotation away"))
                .anySatisfy(w -> assertThat(w).contains("MistakesTest$Clerk.rest()", "static"));
    }

    @Test
    void aTypeWithoutAnyAnnotationIsWarnedAbout() {
        told.trace(Runnable.class, () -> {});

        assertThat(told.warnings)
                .singleElement()
                .asString()
                .contains("java.lang.Runnable", "@Traced", MistakesTest.class.getName());
    }

    @Test
    void aListenerForWarningsThatThrowsDoesNoHarm() {
        Tracer tracer = new Tracer(
                Spans.system(1),
                Told.snapshotter(new Redaction(List.of())),
                new Redaction(List.of()),
                CaptureMode.NONE,
                told.recorder,
                Delivery.ASYNC,
                warning -> {
                    throw new IllegalStateException("broken log");
                },
                told.troubles::add);

        assertThatCode(() -> tracer.trace(Runnable.class, () -> {})).doesNotThrowAnyException();
        assertThat(told.troubles).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aConfiguredDeliveryThatPointsToItselfFails() {
        told.delivery = Delivery.DEFAULT;

        assertThatIllegalArgumentException().isThrownBy(told::tracer).withMessageContaining("SYNC, ASYNC or DEFERRED");
    }
}
