package io.telltale.demo;

import io.telltale.Tracing;
import io.telltale.TracingStats;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows how the library is doing by what it says of itself, beside how old the latest events were when they arrived. */
final class Progress implements AutoCloseable {
    private static final Duration ON_A_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(1);

    private final Screen screen;
    private final Tracing tracing;
    private final Journal journal;
    private final boolean withArrivals;
    private final long started = System.nanoTime();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(DaemonThread.named("progress"));

    private Progress(Screen screen, Tracing tracing, Journal journal, boolean withArrivals) {
        this.screen = screen;
        this.tracing = tracing;
        this.journal = journal;
        this.withArrivals = withArrivals;
    }

    /** With arrivals where the receiver writes them into the journal. */
    static Progress show(Screen screen, Tracing tracing, Journal journal, boolean withArrivals) {
        Progress progress = new Progress(screen, tracing, journal, withArrivals);
        long period = (screen.isTerminal() ? ON_A_TERMINAL : ELSEWHERE).toMillis();
        progress.clock.scheduleAtFixedRate(progress::draw, period, period, TimeUnit.MILLISECONDS);
        return progress;
    }

    /** Fits in 80 columns: a line that wraps can't be rewritten. */
    private void draw() {
        TracingStats stats = tracing.stats();
        String counts = String.format(
                Locale.ROOT,
                "%2ds recorded %4d  delivered %4d  stored %4d  breaker %-6s",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
                stats.recorded(),
                stats.delivered(),
                stats.stored(),
                tracing.health().breaker());
        screen.status(
                withArrivals ? counts + "  arrival " + journal.latestLatencies().percentile(50) : counts);
    }

    /** Draws a last time. */
    @Override
    public void close() throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(1, TimeUnit.SECONDS);
        draw();
        screen.endStatus();
    }
}
