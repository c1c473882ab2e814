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
 * comes back; on request the collector is a real Zipkin. Exits 0 only if every call was told to it.
 */
final class Demo {
    private static final Duration START = Duration.ofSeconds(2);
    private static final Duration HEALTHY = Duration.ofSeconds(8);
    private static final Duration OUTAGE = Duration.ofSeconds(8);
    private static final Duration CAUGHT_UP = Duration.ofSeconds(6);

    /** The longest that the breaker may take to open, and the store to drain. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String SERVICE = "order-service";

    private final Screen screen;
    private final Journal journal = new Journal();
    private final Receiver receiver;

    private Demo(Screen screen, Options options) {
        this.screen = screen;
        this.receiver = options.zipkin() == null
                ? new Collector(journal)
                : new ZipkinReceiver(options.zipkin(), SERVICE, options.keep(), screen);
    }

    public static void main(String[] args) {
        Screen screen = Screen.standardOutput();
        LogLines.showOn(screen);
        boolean succeeded = false;
        try {
            succeeded = new Demo(screen, Options.parse(args)).run();
        } catch (IOException | InterruptedException | ExecutionException | RuntimeException e) {
            screen.print("FAILED: " + e);
        }
        System.exit(succeeded ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException, ExecutionException {
        receiver.start();
        Tracing tracing = Tracing.create(config());
        long beforeOutage;
        // Closed from the last to the first: when no call is running any more, tracing sends what is left, and ends.
        try (tracing;
                Shop shop = new Shop(tracing, journal);
                Progress progress = Progress.show(screen, tracing, journal, receiver.tellsArrivals())) {
            Traffic traffic = new Traffic(shop.orders());
            beforeOutage = goThroughAnOutage(tracing);
            traffic.stop();
        }

        Receiver.Account account = receiver.account(journal.calls(), beforeOutage);
        Report report = new Report(journal, account, tracing.stats(), receiver.tellsArrivals());
        report.printOn(screen);
        receiver.show();
        receiver.stop();
        return report.isGood();
    }

    /** A deployed application sets the same names as environment variables and calls {@link Tracing#fromEnvironment}. */
    private TracingConfig config() {
        return TracingConfig.from(Map.of(
                "TELLTALE_ENDPOINT",
                receiver.url(),
                "TELLTALE_SERVICE_NAME",
                SERVICE,
                // A demonstration can't wait a minute for the next probe.
                "TELLTALE_BREAKER_RESET_TIMEOUT",
                "2s"));
    }

    /** Returns how many events were acknowledged before the outage. */
    private long goThroughAnOutage(Tracing tracing) throws IOException, InterruptedException {
        enter(Phase.START, "The first calls load classes, theirs and the library's.");
        Thread.sleep(START.toMillis());

        enter(Phase.HEALTHY, "Each call is told at once, about 200 a second.");
        Thread.sleep(HEALTHY.toMillis());

        enter(Phase.OUTAGE, "Connections are refused: the breaker opens, events wait in the store.");
        receiver.stop();
        await(() -> isBreaker(tracing, "open"), "The breaker did not open");
        // Now no answer is under way that would still be counted.
        long acknowledged = tracing.stats().delivered();
        Thread.sleep(OUTAGE.toMillis());

        receiver.start();
        enter(Phase.DRAIN, "What waits leaves with the next probe, and then in batches, oldest first.");
        await(() -> isBreaker(tracing, "closed") && tracing.stats().stored() == 0, "The store did not drain");

        enter(Phase.CAUGHT_UP, "Each call is told at once again.");
        Thread.sleep(CAUGHT_UP.toMillis());
        return acknowledged;
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
