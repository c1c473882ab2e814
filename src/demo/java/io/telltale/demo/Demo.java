package io.telltale.demo;

import io.telltale.Tracing;
import io.telltale.TracingConfig;
import io.telltale.demo.Journal.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * The demonstration: an order service is traced under steady traffic while the collector of its events goes away and
 * comes back. Exits 0 only if every call was told to the collector.
 */
final class Demo {
    private static final Duration START = Duration.ofSeconds(2);
    private static final Duration HEALTHY = Duration.ofSeconds(8);
    private static final Duration OUTAGE = Duration.ofSeconds(8);
    private static final Duration CAUGHT_UP = Duration.ofSeconds(6);

    /** The longest that the breaker may take to open, and the store to drain. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Screen screen;
    private final Journal journal = new Journal();
    private final Collector collector = new Collector(journal);

    private Demo(Screen screen) {
        this.screen = screen;
    }

    public static void main(String[] args) {
        Screen screen = Screen.standardOutput();
        LogLines.showOn(screen);
        boolean succeeded = false;
        try {
            succeeded = new Demo(screen).run();
        } catch (IOException | InterruptedException | ExecutionException | RuntimeException e) {
            screen.print("FAILED: " + e);
        }
        System.exit(succeeded ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException, ExecutionException {
        collector.start();
        Tracing tracing = Tracing.create(config());
        // Closed from the last to the first: when no call is running any more, tracing sends what is left, and ends.
        try (tracing;
                DefaultOrderService service = new DefaultOrderService();
                Progress progress = Progress.show(screen, tracing, journal)) {
            OrderService orders = tracing.trace(OrderService.class, service);
            Traffic traffic = new Traffic(orders, journal);
            goThroughAnOutage(tracing);
            traffic.stop();
        }
        collector.stop();

        Report report = new Report(journal, collector, tracing.stats());
        report.printOn(screen);
        return report.isGood();
    }

    /** A deployed application sets the same names as environment variables and calls {@link Tracing#fromEnvironment}. */
    private TracingConfig config() {
        return TracingConfig.from(Map.of(
                "TELLTALE_ENDPOINT", collector.url(),
                "TELLTALE_SERVICE_NAME", "order-service",
                // A demonstration can't wait a minute for the next probe.
                "TELLTALE_BREAKER_RESET_TIMEOUT", "2s"));
    }

    private void goThroughAnOutage(Tracing tracing) throws IOException, InterruptedException {
        enter(Phase.START, "The first calls load classes, theirs and the library's.");
        Thread.sleep(START.toMillis());

        enter(Phase.HEALTHY, "Each call is told at once, 200 a second.");
        Thread.sleep(HEALTHY.toMillis());

        enter(Phase.OUTAGE, "Connections are refused: the breaker opens, events wait in the store.");
        collector.stop();
        await(() -> isBreaker(tracing, "open"), "The breaker did not open");
        Thread.sleep(OUTAGE.toMillis());

        long stored = tracing.stats().stored();
        enter(Phase.DRAIN, stored + " events wait for the next probe, then leave in batches, oldest first.");
        collector.start();
        await(() -> isBreaker(tracing, "closed") && tracing.stats().stored() == 0, "The store did not drain");

        enter(Phase.CAUGHT_UP, "Each call is told at once again.");
        Thread.sleep(CAUGHT_UP.toMillis());
    }

    private void enter(Phase phase, String whatHappens) {
        journal.enter(phase);
        screen.print("With " + phase.title + ": " + whatHappens);
    }

    private static boolean isBreaker(Tracing tracing, String state) {
        return tracing.health().breaker().equals(state);
    }

    private static void await(BooleanSupplier condition, String otherwise) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(otherwise + " within " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(10);
        }
    }
}
