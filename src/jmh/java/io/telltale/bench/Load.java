package io.telltale.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Calls to make: evenly spread over time and released in groups of one millisecond, or all at once.
 *
 * @param run travels in each marker
 * @param rate calls a second; 0: as fast as the callers can
 * @param callers how many threads share the calls
 */
record Load(Shape shape, int run, int rate, int calls, int callers) {
    private static final long GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** When a call is due, in nanoseconds after the start. */
    long dueNanos(int call) {
        if (rate == 0) {
            return 0;
        }
        long exact = call * TimeUnit.SECONDS.toNanos(1) / rate;
        return (exact + GROUP_NANOS - 1) / GROUP_NANOS * GROUP_NANOS;
    }

    /** Makes the calls; returns when the last one has returned. */
    LoadFigures run(Subject subject) throws InterruptedException {
        List<Caller> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(new Caller(this, subject, i));
        }
        long start = System.nanoTime() + LEAD_NANOS;
        if (callers == 1) {
            all.get(0).run(start);
        } else {
            runTogether(all, start);
        }
        return LoadFigures.of(this, all, System.nanoTime() - start);
    }

    private static void runTogether(List<Caller> all, long start) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Caller caller : all) {
            Thread thread = new Thread(() -> caller.run(start), "caller");
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
