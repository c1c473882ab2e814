package io.telltale.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.Capture;
import io.telltale.CaptureMode;
import io.telltale.Delivery;
import io.telltale.Redact;
import io.telltale.TraceTag;
import io.telltale.Traced;
import io.telltale.Untraced;
import io.telltale.internal.format.EncodedValue;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AnnotationsTest {
    private final Told told = new Told();

    private interface Shop {
        void sell();

        void buy();
    }

    private static class PlainShop implements Shop {
        @Override
        public void sell() {}

        @Override
        public void buy() {}
    }

    private void sellAndBuy(Shop target) {
        Shop shop = told.trace(Shop.class, target);
        shop.sell();
        shop.buy();
    }

    @Test
    void anAnnotatedImplementationMethodIsTold() {
        sellAndBuy(new PlainShop() {
            @Override
            @Traced
            public void sell() {}
        });

        assertThat(told.names()).containsExactly("Shop.sell");
    }

    @Test
    void anAnnotatedImplementationTypeTellsAllItsMethods() {
        @Traced
        class TracedShop extends PlainShop {}

        sellAndBuy(new TracedShop());

        assertThat(told.names()).containsExactly("Shop.sell", "Shop.buy");
    }

    @Traced("super")
    private static class TracedBase extends PlainShop {}

    @Test
    void aSubclassInheritsItsSuperclasssAnnotation() {
        sellAndBuy(new TracedBase() {});

        assertThat(told.names()).containsExactly("super.sell", "super.buy");
    }

    @Test
    void aSubclassOptsOutOfItsSuperclasssAnnotation() {
        @Untraced
        class Quiet extends TracedBase {
            @Override
            @Traced
            public void buy() {}
        }

        sellAndBuy(new Quiet());

        assertThat(told.names()).containsExactly("super.buy");
    }

    private static class AnnotatedMethods extends PlainShop {
        @Override
        @Traced("base-sell")
        public void sell() {}
    }

    @Test
    void anOverriddenMethodsAnnotationStillCounts() {
        sellAndBuy(new AnnotatedMethods() {
            @Override
            public void sell() {}
        });

        assertThat(told.names()).containsExactly("base-sell");
    }

    @Traced("by-interface-type")
    interface Everywhere {
        @Traced("by-interface-method")
        void one();

        @Traced("by-interface-method")
        void two();

        void three();

        void four();

        @Untraced
        void five();

        @Untraced
        void six();
    }

    @Traced("by-type")
    private static class MostSpecific implements Everywhere {
        @Override
        @Traced("by-method")
        public void one() {}

        @Override
        public void two() {}

        @Override
        public void three() {}

        @Override
        @Untraced
        public void four() {}

        @Override
        public void five() {}

        @Override
        @Traced
        public void six() {}
    }

    @Test
    void theMostSpecificAnnotationWins() {
        Everywhere everywhere = told.trace(Everywhere.class, new MostSpecific());

        everywhere.one();
        everywhere.two();
        everywhere.three();
        everywhere.four();
        everywhere.five();
        everywhere.six();

        assertThat(told.names()).containsExactly("by-method", "by-interface-method", "by-type.three", "by-type.six");
    }

    @Traced
    interface Parent {
        void inherited();

        void redeclared();
    }

    @Traced("sibling")
    interface Sibling {
        void ofSibling();
    }

    interface Child extends Parent, Sibling {
        @Override
        void redeclared();

        void own();
    }

    @Test
    void aSuperInterfacesAnnotationSpeaksForItsOwnMethodsAlone() {
        class Impl implements Child {
            @Override
            public void inherited() {}

            @Override
            public void redeclared() {}

            @Override
            public void ofSibling() {}

            @Override
            public void own() {}
        }
        Child child = told.trace(Child.class, new Impl());

        child.inherited();
        child.redeclared();
        child.ofSibling();
        child.own();

        assertThat(told.names()).containsExactly("Child.inherited", "Child.redeclared", "sibling.ofSibling");
    }

    interface Options {
        @Traced(
                value = "pay",
                arguments = Capture.ON,
                result = Capture.ON,
                newTrace = true,
                tags = {"team=checkout", "query=a=b", "empty="},
                delivery = Delivery.DEFERRED)
        String pay(String account, @Redact String pin, String password, Optional<String> note);

        @Traced(arguments = Capture.OFF, result = Capture.OFF)
        String quiet(String account);

        @Traced
        @Redact
        String card(String account);
    }

    private static class PlainOptions implements Options {
        @Override
        public String pay(String account, String pin, String password, Optional<String> note) {
            return "paid";
        }

        @Override
        public String quiet(String account) {
            return "quiet";
        }

        @Override
        public String card(String account) {
            return "4111";
        }
    }

    @Test
    void anAnnotationsAttributesDecide() {
        Options options = told.trace(Options.class, new PlainOptions());

        assertThat(options.pay("a-1", "0000", "hunter2", Optional.empty())).isEqualTo("paid");

        assertThat(told.event().name()).isEqualTo("pay");
        assertThat(Told.inputs(told.event()))
                .containsEntry("account", "a-1")
                .containsKeys("pin", "password", "note")
                .doesNotContainValue("0000")
                .doesNotContainValue("hunter2");
        assertThat(told.event().output()).isEqualTo("paid");
        assertThat(Told.tags(told.event())).isEqualTo(Map.of("team", "checkout", "query", "a=b", "empty", ""));
        assertThat(told.deliveries).containsExactly(Delivery.DEFERRED);
    }

    @Test
    void whatIsHiddenIsToldAsRedacted() {
        told.trace(Options.class, new PlainOptions()).pay("a-1", "0000", "hunter2", Optional.empty());

        Object redacted = Told.redactedMarker();
        assertThat(Told.inputs(told.event())).containsEntry("pin", redacted).containsEntry("password", redacted);
    }

    @Test
    void nothingIsCapturedUnlessConfigured() {
        told.trace(Options.class, new PlainOptions()).card("a-1");

        assertThat(told.event().inputCount()).isZero();
        assertThat(told.event().hasOutput()).isFalse();
    }

    @Test
    void theConfigurationCapturesWhatAnAnnotationDoesNotForbid() {
        Options options = told.capturing(CaptureMode.ALL).trace(Options.class, new PlainOptions());

        options.quiet("a-1");
        options.card("a-1");

        assertThat(told.events.get(0).inputCount()).isZero();
        assertThat(told.events.get(0).hasOutput()).isFalse();
        assertThat(Told.inputs(told.events.get(1))).containsEntry("account", "a-1");
        assertThat(told.events.get(1).output()).isEqualTo(Told.redactedMarker()).isNotEqualTo("4111");
    }

    @Test
    void argumentsAndResultsAreConfiguredApart() {
        told.capturing(CaptureMode.ARGUMENTS)
                .trace(Options.class, new PlainOptions())
                .card("a-1");
        told.capturing(CaptureMode.RESULTS)
                .trace(Options.class, new PlainOptions())
                .card("a-1");

        assertThat(told.events.get(0).inputCount()).isOne();
        assertThat(told.events.get(0).hasOutput()).isFalse();
        assertThat(told.events.get(1).inputCount()).isZero();
        assertThat(told.events.get(1).hasOutput()).isTrue();
    }

    interface Hiding {
        @Traced(arguments = Capture.ON)
        void log(@Redact String first, String secretPassword);
    }

    @Test
    void aParameterHiddenByTheInterfaceStaysHiddenUnderAnotherName() {
        class Impl implements Hiding {
            @Override
            public void log(String one, String two) {}
        }
        told.redacted = List.of("secretPassword");

        told.trace(Hiding.class, new Impl()).log("a", "b");

        assertThat(Told.inputs(told.event()))
                .containsOnlyKeys("one", "two")
                .doesNotContainValue("a")
                .doesNotContainValue("b");
    }

    /** The JDK is compiled without {@code -parameters}, and so is a lambda. */
    @Traced(arguments = Capture.ON)
    private interface Nameless extends Function<Object, String> {}

    @Test
    void aTextWithoutAParameterNameIsToldAsAMarker() {
        Nameless nameless = told.trace(Nameless.class, value -> "x");

        for (Object value : List.of("text", 7, 'c', new String[] {"text"}, new int[] {7}, Optional.of("text"))) {
            told.events.clear();
            nameless.apply(value);
            assertThat(Told.inputs(told.event())).containsOnlyKeys("arg0").containsValue(Told.unnamedMarker());
        }
        told.events.clear();
        nameless.apply(true);
        assertThat(Told.inputs(told.event())).containsEntry("arg0", true);
    }

    @Traced(arguments = Capture.ON)
    private interface NamedByTag extends Consumer<String> {
        @Override
        void accept(@TraceTag("order.id") String id);
    }

    @Test
    void aLambdasParametersHaveTheNamesOfTheInterface() {
        told.trace(NamedByTag.class, id -> {}).accept("7");

        assertThat(Told.inputs(told.event())).isEqualTo(Map.of("id", "7"));
        assertThat(Told.tags(told.event())).isEqualTo(Map.of("order.id", "7"));
    }

    enum Kind {
        BIG
    }

    interface Tagging {
        @Traced(tags = "team=checkout")
        void tag(
                @TraceTag("text") String text,
                @TraceTag("number") int number,
                @TraceTag("kind") Kind kind,
                @TraceTag("password") String hidden,
                @TraceTag("missing") Date missing);

        @Traced
        void tagAny(@TraceTag("any") Object any);
    }

    private static class PlainTagging implements Tagging {
        @Override
        public void tag(String text, int number, Kind kind, String hidden, Date missing) {}

        @Override
        public void tagAny(Object any) {}
    }

    @Test
    void anArgumentIsPromotedToATagThoughArgumentsAreNotCaptured() {
        told.trace(Tagging.class, new PlainTagging()).tag("t", 7, Kind.BIG, "hunter2", null);

        assertThat(told.event().inputCount()).isZero();
        assertThat(Told.tags(told.event()))
                .containsEntry("team", "checkout")
                .containsEntry("text", "t")
                .containsEntry("number", "7")
                .containsEntry("kind", "BIG")
                .doesNotContainValue("hunter2");
    }

    @Test
    void anArgumentOfAGeneralTypeIsATagWhenItsValueIsOne() {
        Tagging tagging = told.trace(Tagging.class, new PlainTagging());

        tagging.tagAny("text");
        tagging.tagAny(List.of("no tag"));

        assertThat(Told.tags(told.events.get(0))).isEqualTo(Map.of("any", "text"));
        assertThat(Told.tags(told.events.get(1))).isEmpty();
    }

    interface Mutating {
        @Traced(arguments = Capture.ON)
        void change(@TraceTag("count") AtomicInteger count, int[] numbers);
    }

    @Test
    void argumentsAreToldAsTheyWereBeforeTheCall() {
        Mutating mutating = told.trace(Mutating.class, (count, numbers) -> {
            count.set(8);
            numbers[0] = 2;
        });

        mutating.change(new AtomicInteger(7), new int[] {1});

        assertThat(Told.tags(told.event())).isEqualTo(Map.of("count", "7"));
        assertThat(told.event().input(1))
                .isInstanceOfSatisfying(
                        EncodedValue.class,
                        taken -> assertThat(taken.bytes()).asString().isEqualTo("[1]"));
    }

    interface Dated {
        @Traced
        void on(@TraceTag("date") Date date, @TraceTag("day") LocalDate day);
    }

    @Test
    void datesOldAndNewAreTags() {
        told.trace(Dated.class, (date, day) -> {}).on(new Date(0), LocalDate.EPOCH);

        assertThat(Told.tags(told.event())).isEqualTo(Map.of("date", "1970-01-01T00:00:00Z", "day", "1970-01-01"));
    }

    @Test
    void theConfiguredDeliveryServesWhereNoAnnotationSays() {
        told.delivery = Delivery.SYNC;

        sellAndBuy(new TracedBase());

        assertThat(told.deliveries).containsExactly(Delivery.SYNC, Delivery.SYNC);
    }
}
