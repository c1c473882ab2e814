package io.telltale;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One way in which an endpoint fails, and what becomes of events meanwhile. Immutable.
 *
 * @param group under which it is summed up
 * @param receiver makes a receiver that is well
 * @param settings what it needs beside a configuration of short times
 * @param begin makes the receiver fail, and says how to mend it
 * @param feltAfter how many requests must have ended since it began before it is mended
 * @param ends whether it is mended before tracing is closed
 * @param costsDuplicates whether answers are lost, so that events are sent again
 * @param drops for which reason it may cost events; null where it must cost none
 */
record Fault<R extends Receiver>(
        String group,
        String name,
        Supplier<R> receiver,
        UnaryOperator<TracingConfig.Builder> settings,
        Beginning<R> begin,
        int feltAfter,
        boolean ends,
        boolean costsDuplicates,
        String drops) {

    /** What makes a receiver fail. */
    interface Beginning<R> {
        Ending begin(R receiver) throws Exception;
    }

    /** What mends it. */
    interface Ending {
        void end() throws Exception;
    }

    static <R extends Receiver> Fault<R> of(String group, String name, Supplier<R> receiver, Beginning<R> begin) {
        return new Fault<>(group, name, receiver, settings -> settings, begin, 2, true, false, null);
    }

    Fault<R> with(UnaryOperator<TracingConfig.Builder> more) {
        return new Fault<>(group, name, receiver, more, begin, feltAfter, ends, costsDuplicates, drops);
    }

    Fault<R> feltAfter(int requests) {
        return new Fault<>(group, name, receiver, settings, begin, requests, ends, costsDuplicates, drops);
    }

    Fault<R> duplicating() {
        return new Fault<>(group, name, receiver, settings, begin, feltAfter, ends, true, drops);
    }

    Fault<R> dropping(String reason) {
        return new Fault<>(group, name, receiver, settings, begin, feltAfter, ends, costsDuplicates, reason);
    }

    /** It is never mended: what is left when tracing is closed is dropped. */
    Fault<R> lasting() {
        return new Fault<>(group, name, receiver, settings, begin, feltAfter, false, costsDuplicates, "closed");
    }

    @Override
    public String toString() {
        return name;
    }
}
