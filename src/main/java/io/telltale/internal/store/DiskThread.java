package io.telltale.internal.store;

import io.telltale.TraceContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The daemon thread on which a {@link DiskMirror} steps, and nobody else waits for the disk. {@link DiskEventStore} owns it. */
final class DiskThread {
    /** While the disk fails. */
    private static final long LONG_PAUSE = Duration.ofSeconds(1).toNanos();

    private final DiskMirror mirror;
    private final long pause;
    private final Thread thread;

    /** Whether it sleeps until it is woken, or is about to. Written by the thread. */
    private volatile boolean idle;

    /** Written once, by whoever stops it. */
    private volatile boolean stopping;

    /** @param pause between two steps */
    DiskThread(DiskMirror mirror, Duration pause) {
        this.mirror = mirror;
        this.pause = pause.toNanos();
        this.thread = new Thread(this::run, "telltale-disk");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** To be called when there is something to do after there was nothing. Any thread. */
    void wake() {
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        TraceContext.suppress(); // a user's appender may call traced services: events of events would never end
        while (!stopping) {
            sleepWhileIdle();
            if (!stopping) {
                LockSupport.parkNanos(this, mirror.isWorking() ? pause : Math.max(pause, LONG_PAUSE));
                mirror.step(System.nanoTime());
            }
        }
        mirror.end(System.nanoTime());
    }

    private void sleepWhileIdle() {
        idle = true; // first: who brings something now finds the thread asleep
        while (mirror.isIdle() && !stopping) {
            LockSupport.park(this);
        }
        idle = false;
    }

    /**
     * Has it write what is left, and waits for that, at most so long, interrupted or not; an interrupt stays set.
     *
     * @return whether it ended in time
     */
    boolean stop(Duration patience) {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        long deadline = System.nanoTime() + patience.toNanos();
        while (thread.isAlive() && deadline - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true; // a process that ends interrupts its threads: what is undelivered is to be kept
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
