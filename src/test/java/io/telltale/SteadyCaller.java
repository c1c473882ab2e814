package io.telltale;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A thread of an application that makes traced calls at an even rate, and notes what they cost it. */
final class SteadyCaller implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int TICKS_PER_SECOND = 100;

    private final Orders orders;
    private final int callsPerTick;
    private final Thread thread = new Thread(this::run, "caller");

    // Written by the caller's thread
    private volatile int placed;
    private volatile long longestNanos;
    private volatile long waits;
    private volatile long ownWaits;

    /** Written by the test's thread. */
    private volatile boolean stopping;

    /** Written by the test's thread, cleared by the caller's. */
    private volatile boolean measuringAnew;

    SteadyCaller(Orders orders, int callsPerSecond) {
        this.orders = orders;
        this.callsPerTick = callsPerSecond / TICKS_PER_SECOND;
        thread.setDaemon(true);
        thread.start();
    }

    /** The calls that have returned. */
    int placed() {
        return placed;
    }

    /** Forgets what it measured so far: classes were loaded, code was compiled. */
    void measureAnew() {
        measuringAnew = true;
    }

    Duration longestCall() {
        return Duration.ofNanos(longestNanos);
    }

    /** How often its thread waited for anything but its own next tick. */
    long waitsInCalls() {
        return waits - ownWaits;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(Scene.LONG.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void run() {
        long own = 0;
        long longest = 0;
        long waitsBefore = waitedCount();
        int calls = 0;
        for (long tick = System.nanoTime(); !stopping; tick += TICK) {
            if (measuringAnew) {
                own = 0;
                longest = 0;
                waitsBefore = waitedCount();
                measuringAnew = false;
            }
            for (int i = 0; i < callsPerTick; i++) {
                long began = System.nanoTime();
                orders.place(++calls, Scene.PAYLOAD);
                longest = Math.max(longest, System.nanoTime() - began);
            }
            placed = calls;
            longestNanos = longest;
            for (long left = tick + TICK - System.nanoTime(); left > 0; left = tick + TICK - System.nanoTime()) {
                LockSupport.parkNanos(left);
                own++;
            }
            ownWaits = own;
            waits = waitedCount() - waitsBefore;
        }
    }

    private static long waitedCount() {
        return THREADS.getThreadInfo(Thread.currentThread().getId()).getWaitedCount();
    }
}
