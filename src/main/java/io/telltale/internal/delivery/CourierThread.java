package io.telltale.internal.delivery;

import io.telltale.TraceContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The daemon thread on which a courier steps. {@link DeliveryRoad} owns it and stops it. */
final class CourierThread {
    /** After a step that threw, for whatever reason: no thread that spins, and none that is gone for good. */
    private static final long PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1).toNanos();

    private final Courier courier;
    private final Consumer<Throwable> troubles;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Written once, by whoever stops it. */
    private volatile boolean stopping;

    CourierThread(Courier courier, String name, Consumer<Throwable> troubles) {
        this.courier = courier;
        this.troubles = troubles;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        courier.wakeWith(() -> LockSupport.unpark(thread));
        thread.start();
    }

    private void run() {
        // A user's store or appender may call traced services: events of events would never end.
        TraceContext.suppress();
        while (!stopping) {
            long sleep = step();
            if (sleep > 0 && !stopping) {
                LockSupport.parkNanos(this, sleep);
                Thread.interrupted(); // a container or a user's store may set it; parking would end at once ever after
            }
        }
        try {
            courier.end();
        } catch (Throwable t) {
            troubles.accept(t);
        } finally {
            ended.countDown();
        }
    }

    private long step() {
        try {
            return courier.step();
        } catch (Throwable t) { // even an error: without this thread nothing would ever be delivered again
            troubles.accept(t);
            return PAUSE_AFTER_TROUBLE;
        }
    }

    /** Ends the courier's work and waits for that, at most so long, interrupted or not; an interrupt stays set. */
    void stop(Duration patience) {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        long deadline = System.nanoTime() + patience.toNanos();
        boolean over = false;
        while (!over && deadline - System.nanoTime() > 0) {
            try {
                over = ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true; // a process that ends interrupts its threads: the figures are wanted all the same
            }
        }
        if (!over) {
            troubles.accept(new IllegalStateException("the courier did not end within " + patience));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
