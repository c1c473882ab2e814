package io.telltale.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread's part of a load: every call whose number fits. What is measured includes making the argument (but not in a
 * call's duration) and reading the clocks; the direct subject's figures hold the same and are taken off later.
 */
final class Caller {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Load load;
    private final Orders orders;
    private final BeanOrders beanOrders;
    private final int first;
    private final int count;

    // What was measured; written by the calling thread, read when it has ended.
    private final long[] durations;
    private final long[] cpuNanosBySecond;
    private final int[] callsBySecond;
    private long allocatedBytes;

    /** @param first the number of its first call; then each one that is {@link Load#callers} further */
    Caller(Load load, Subject subject, int first) {
        this.load = load;
        this.orders = subject.orders();
        this.beanOrders = subject.beanOrders();
        this.first = first;
        this.count = Math.max(0, (load.calls() - first + load.callers() - 1) / load.callers());
        this.durations = new long[count];
        int seconds = secondOf(load.dueNanos(load.calls())) + 1;
        this.cpuNanosBySecond = new long[seconds];
        this.callsBySecond = new int[seconds];
    }

    void run(long start) {
        int made = 0;
        while (made < count) {
            long due = dueNanos(made);
            parkUntil(start + due);
            int end = endOfGroup(made, System.nanoTime() - start);
            long cpu = THREADS.getCurrentThreadCpuTime();
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            makeCalls(made, end);
            allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
            cpuNanosBySecond[secondOf(due)] += THREADS.getCurrentThreadCpuTime() - cpu;
            callsBySecond[secondOf(due)] += end - made;
            made = end;
        }
    }

    long[] durations() {
        return durations;
    }

    long[] cpuNanosBySecond() {
        return cpuNanosBySecond;
    }

    int[] callsBySecond() {
        return callsBySecond;
    }

    long allocatedBytes() {
        return allocatedBytes;
    }

    private void makeCalls(int from, int to) {
        if (load.shape() == Shape.TEXT) {
            for (int i = from; i < to; i++) {
                place(i);
            }
        } else {
            for (int i = from; i < to; i++) {
                placeBean(i);
            }
        }
    }

    private void place(int i) {
        String order = Marker.text(load.run(), number(i), System.nanoTime());
        long start = System.nanoTime();
        orders.place(order);
        durations[i] = System.nanoTime() - start;
    }

    private void placeBean(int i) {
        OrderBean order = OrderBean.of(Marker.text(load.run(), number(i), System.nanoTime()));
        long start = System.nanoTime();
        beanOrders.placeBean(order);
        durations[i] = System.nanoTime() - start;
    }

    private int number(int i) {
        return first + i * load.callers();
    }

    private long dueNanos(int i) {
        return load.dueNanos(number(i));
    }

    /** All calls that are due by now: who is late catches up. */
    private int endOfGroup(int from, long now) {
        int end = from + 1;
        while (end < count && dueNanos(end) <= now) {
            end++;
        }
        return end;
    }

    private static int secondOf(long nanos) {
        return (int) (nanos / 1_000_000_000L);
    }

    private static void parkUntil(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
