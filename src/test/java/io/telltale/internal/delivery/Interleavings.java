package io.telltale.internal.delivery;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.util.concurrent.atomic.LongAdder;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** How thoroughly Lincheck looks: in every build for some seconds, under the tag {@code full} for some minutes. */
final class Interleavings {
    /** The JDK's counters are taken at their word: looking into them takes most of the time and is about others' code. */
    private static final ManagedStrategyGuarantee COUNTERS =
            forClasses(LongAdder.class.getName()).allMethods().treatAsAtomic();

    private Interleavings() {}

    /** What a validation claims; plainer than an assertion library, into which Lincheck would look, too. */
    static void require(boolean claim, String what) {
        if (!claim) {
            throw new IllegalStateException(what);
        }
    }

    /** Few scenarios of two threads, every switch between any two accesses to shared memory a candidate. */
    static void checkSome(Class<?> test) {
        new ModelCheckingOptions()
                .addGuarantee(COUNTERS)
                .iterations(6)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .check(test);
    }

    /** Many, and as many again by chance on real processors, whose memory is weaker than the model's. */
    static void checkMany(Class<?> test) {
        new ModelCheckingOptions()
                .addGuarantee(COUNTERS)
                .iterations(12)
                .invocationsPerIteration(250)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .check(test);
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(250)
                .threads(3)
                .actorsPerThread(4)
                .check(test);
    }
}
