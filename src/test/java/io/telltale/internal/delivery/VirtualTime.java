package io.telltale.internal.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time that a test moves: a clock, and a scheduler whose tasks run, one after the other, when the clock is moved past
 * them. Any thread may hand in tasks; one thread moves the time.
 */
final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService {
    /** Shortly before {@link System#nanoTime}'s greatest value: what compares times without a difference fails. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

    private static final Instant START_DATE = Instant.parse("2026-01-01T00:00:00Z");

    /** Guarded by itself. */
    private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>(Task.ORDER);

    private volatile long now = START;
    private volatile boolean shutDown;

    /** Guarded by tasks. */
    private long sequence;

    long nanos() {
        return now;
    }

    InstantSource wallClock() {
        return () -> START_DATE.plusNanos(now - START);
    }

    /** How much time has passed since the start. */
    Duration elapsed() {
        return Duration.ofNanos(now - START);
    }

    /** Lets time pass, and runs everything that is due until then, at its own time. */
    void advance(Duration by) {
        long until = now + by.toNanos();
        for (Task<?> task = next(until); task != null; task = next(until)) {
            if (task.at - now > 0) {
                now = task.at;
            }
            task.run();
        }
        now = until;
    }

    /** Runs what is due now. */
    void settle() {
        advance(Duration.ZERO);
    }

    /** How many tasks wait. */
    int pending() {
        synchronized (tasks) {
            return tasks.size();
        }
    }

    void after(long nanos, Runnable task) {
        enqueue(Executors.callable(task), nanos);
    }

    private @Nullable Task<?> next(long until) {
        synchronized (tasks) {
            Task<?> first = tasks.peek();
            return first == null || first.at - until > 0 ? null : tasks.remove();
        }
    }

    private <V> Task<V> enqueue(Callable<V> work, long delayNanos) {
        if (shutDown) {
            throw new RejectedExecutionException("shut down");
        }
        synchronized (tasks) {
            Task<V> task = new Task<>(work, now + Math.max(0, delayNanos), sequence++);
            tasks.add(task);
            return task;
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return enqueue(Executors.callable(command), unit.toNanos(delay));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return enqueue(callable, unit.toNanos(delay));
    }

    @Override
    public void execute(Runnable command) {
        after(0, command);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutDown = true;
        synchronized (tasks) {
            List<Runnable> rest = new ArrayList<>(tasks);
            tasks.clear();
            return rest;
        }
    }

    @Override
    public boolean isShutdown() {
        return shutDown;
    }

    @Override
    public boolean isTerminated() {
        return shutDown && pending() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    private static final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
        static final Comparator<Task<?>> ORDER =
                (a, b) -> a.at == b.at ? Long.compare(a.sequence, b.sequence) : Long.signum(a.at - b.at);

        final long at;
        final long sequence;

        Task(Callable<V> work, long at, long sequence) {
            super(work);
            this.at = at;
            this.sequence = sequence;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException();
        }
    }
}
