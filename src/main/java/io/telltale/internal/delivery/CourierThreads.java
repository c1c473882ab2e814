package io.telltale.internal.delivery;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two daemon threads on which a courier steps. The first one makes requests too: a quick one, which is the usual one,
 * then needs no other thread to be woken, neither for the request nor for its answer. While it is away in a request the
 * deputy steps in its place: as soon as somebody wakes the courier, or when the request has taken {@link Courier#OVERLAP}.
 * {@link DeliveryRoad} owns them and stops them.
 */
final class CourierThreads implements Executor {
    /** After a step that threw, for whatever reason: no thread that spins, and none that is gone for good. */
    private static final long PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1).toNanos();

    private final Courier courier;
    private final Executor others;
    private final Consumer<Throwable> troubles;
    private final Thread first;
    private final Thread deputy;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Whose turn it is to step, or to end. */
    private final ReentrantLock turn = new ReentrantLock();

    /** The request that the first thread makes after its step. The first thread's alone. */
    private @Nullable Runnable request;

    /** Whether the first thread is away in a request, or about to be. Written by the first thread. */
    private volatile boolean away;

    /** When the deputy is to step, while the first thread is away. Written by whoever's turn it is. */
    private volatile long standInAt;

    /** Whether somebody woke the courier while the first thread was away. Set by any thread, cleared by the deputy. */
    private volatile boolean wanted;

    /** Whether the deputy must be woken when the first thread leaves. Set by the deputy, cleared by either. */
    private volatile boolean deputyAsleep;

    /** Written once, by whoever stops them. */
    private volatile boolean stopping;

    /** @param others run the requests that are made while the first thread has one already */
    CourierThreads(Courier courier, String name, Executor others, Consumer<Throwable> troubles) {
        this.courier = courier;
        this.others = others;
        this.troubles = troubles;
        this.first = Daemons.thread(name, this::stepAndSend);
        this.deputy = Daemons.thread(name + "-deputy", this::standIn);
    }

    void start() {
        courier.wakeWith(this::wake);
        first.start();
        deputy.start();
    }

    /** Makes a request: on the first thread once its step is over, if that is who asks and has none yet. */
    @Override
    public void execute(Runnable call) {
        if (Thread.currentThread() != first || request != null) {
            others.execute(call);
            return;
        }
        request = call;
        standInAt = System.nanoTime() + Courier.OVERLAP;
        // Before the step looks a last time for news: from here on who brings some wakes the deputy.
        away = true;
    }

    private void wake() {
        if (Thread.currentThread() == first) {
            return; // it steps before it sleeps
        }
        if (away) {
            wanted = true;
            LockSupport.unpark(deputy);
        } else {
            LockSupport.unpark(first);
        }
    }

    private void stepAndSend() {
        while (!stopping) {
            long sleep = step();
            Runnable call = request;
            if (call != null) {
                send(call, sleep);
            } else if (sleep > 0 && !stopping) {
                sleep(sleep);
            }
        }
        end();
    }

    private void send(Runnable call, long sleep) {
        if (sleep == 0) {
            wanted = true;
        }
        if (deputyAsleep || sleep == 0) {
            deputyAsleep = false;
            LockSupport.unpark(deputy);
        }
        Thread.interrupted(); // what a user's store has set would end the request at once
        try {
            call.run();
        } catch (Throwable t) { // it completes its future whatever happens; this thread must go on if it does not
            troubles.accept(t);
        } finally {
            request = null;
            away = false;
        }
    }

    private void standIn() {
        long lastSeen = standInAt;
        while (!stopping) {
            long now = System.nanoTime();
            if (wanted || (away && now - standInAt >= 0)) {
                wanted = false;
                step();
            } else if (away) {
                sleep(standInAt - now);
            } else if (standInAt != lastSeen) {
                lastSeen = standInAt;
                sleep(Courier.OVERLAP); // the next request is near: looking now and then is cheaper than being woken
            } else {
                sleepUntilAway();
            }
        }
        end();
    }

    private void sleepUntilAway() {
        deputyAsleep = true;
        if (!away && !stopping && !wanted) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        deputyAsleep = false;
    }

    private void sleep(long nanos) {
        LockSupport.parkNanos(this, nanos);
        Thread.interrupted(); // a container or a user's store may set it; parking would end at once ever after
    }

    /** Takes a turn, and returns how long to sleep after it. */
    private long step() {
        turn.lock();
        try {
            if (ended.getCount() == 0) {
                return PAUSE_AFTER_TROUBLE;
            }
            long sleep = stepSafely();
            if (Thread.currentThread() == deputy) {
                standInAt = System.nanoTime() + sleep;
            }
            return sleep;
        } finally {
            turn.unlock();
        }
    }

    private long stepSafely() {
        try {
            return courier.step();
        } catch (Throwable t) { // even an error: without this thread nothing would ever be delivered again
            troubles.accept(t);
            return PAUSE_AFTER_TROUBLE;
        }
    }

    /** Ends the courier's work, on the thread that comes first: the other one may be away in a request. */
    private void end() {
        turn.lock();
        try {
            if (ended.getCount() > 0) {
                courier.end();
            }
        } catch (Throwable t) {
            troubles.accept(t);
        } finally {
            ended.countDown();
            turn.unlock();
        }
    }

    /** Ends the courier's work and waits for that, at most so long, interrupted or not; an interrupt stays set. */
    void stop(Duration patience) {
        stopping = true;
        LockSupport.unpark(first);
        LockSupport.unpark(deputy);
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
