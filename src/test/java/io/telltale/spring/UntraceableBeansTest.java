package io.telltale.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.Traced;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;

/** Beans that no proxy can be made of work on, and a line says what to do. */
class UntraceableBeansTest {
    private final ToldEvents told = new ToldEvents();
    private final LoggedLines lines = new LoggedLines();

    @AfterEach
    void close() {
        lines.close();
        told.close();
    }

    static final class FinalClass {
        @Traced
        String greet() {
            return "hello";
        }
    }

    @Test
    void aFinalClassIsLeftAloneWithAWarning() {
        told.application().withBean(FinalClass.class).run(application -> {
            assertThat(application.getBean(FinalClass.class).greet()).isEqualTo("hello");
            assertThat(told.names(application)).isEmpty();
            assertThat(lines.warnings())
                    .containsOnlyOnce("WARN " + FinalClass.class.getTypeName()
                            + " is @Traced, but it is final, so that Spring can make no proxy of it and its calls are not"
                            + " told: take the final away, or let its @Bean method return"
                            + " tracing.trace(TheInterface.class, bean).");
        });
    }

    sealed interface Shape permits Sealed {}

    abstract static sealed class Sealed implements Shape permits Circle {
        @Traced
        String name() {
            return "circle";
        }
    }

    static non-sealed class Circle extends Sealed {}

    static sealed class SealedClass permits SubClass {
        @Traced
        void call() {}
    }

    static final class SubClass extends SealedClass {}

    @Test
    void aSealedClassIsLeftAloneAndItsOpenSubclassIsNot() {
        told.application().withBean(SealedClass.class).withBean(Circle.class).run(application -> {
            application.getBean(SealedClass.class).call();
            application.getBean(Circle.class).name();
            assertThat(told.names(application)).containsExactly("Circle.name");
            assertThat(lines.warnings()).anyMatch(line -> line.contains("SealedClass is @Traced, but it is sealed"));
        });
    }

    static class OnlyFactories {
        private OnlyFactories() {}

        @Traced
        void call() {}
    }

    @Test
    void aClassOfPrivateConstructorsIsLeftAlone() {
        told.application().withBean(OnlyFactories.class, OnlyFactories::new).run(application -> {
            application.getBean(OnlyFactories.class).call();
            assertThat(told.names(application)).isEmpty();
            assertThat(lines.warnings()).anyMatch(line -> line.contains("has none but private constructors"));
        });
    }

    static class UnseenMethods {
        @Traced
        final String told() {
            return "seen?";
        }

        final void neighbour() {}

        @Traced
        private void hidden() {}

        @Traced
        static void shared() {}

        @Traced
        @Override
        public String toString() {
            return "text";
        }

        @Traced
        void seen() {
            hidden();
        }
    }

    @Test
    void methodsThatNoProxySeesAreWarnedAbout() {
        told.application().withBean(UnseenMethods.class).run(application -> {
            UnseenMethods bean = application.getBean(UnseenMethods.class);
            assertThat(bean.told()).isEqualTo("seen?");
            bean.seen();
            assertThat(told.names(application)).containsExactly("UnseenMethods.seen");
            assertThat(lines.warnings())
                    .satisfiesOnlyOnce(line -> assertThat(line).contains("UnseenMethods.told() is final"))
                    .satisfiesOnlyOnce(line -> assertThat(line).contains("UnseenMethods.neighbour() is final"))
                    .satisfiesOnlyOnce(line ->
                            assertThat(line).contains("UnseenMethods.hidden() is @Traced, but it is" + " private"))
                    .satisfiesOnlyOnce(line ->
                            assertThat(line).contains("UnseenMethods.shared() is @Traced, but it is" + " static"))
                    .satisfiesOnlyOnce(
                            line -> assertThat(line).contains("UnseenMethods.toString() is @Traced, but" + " equals"));
        });
    }

    static class Mistaken {
        @Traced(tags = "no value")
        void call() {}
    }

    @Test
    void aMistakeInAnAnnotationEndsTheStart() {
        told.application()
                .withBean(Mistaken.class)
                .run(application -> assertThat(application)
                        .hasFailed()
                        .getFailure()
                        .hasMessageContaining("Mistaken.call() is not of the form key=value"));
    }

    @Test
    void aMistakeInABeanThatIsMadeLaterIsToldAndTheCallPasses() {
        told.application()
                .withBean(Mistaken.class, Mistaken::new, definition -> definition.setLazyInit(true))
                .run(application -> {
                    Mistaken bean = application.getBean(Mistaken.class);
                    assertThat(AopUtils.isAopProxy(bean)).isTrue();
                    bean.call();
                    bean.call();
                    assertThat(lines.warnings())
                            .satisfiesOnlyOnce(line ->
                                    assertThat(line).contains("are not told: ", "is not of the form key=value"));
                });
    }
}
