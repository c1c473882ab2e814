package io.telltale.internal.delivery;

import static java.util.Objects.requireNonNull;

import io.telltale.EncodedEvent;
import io.telltale.TracingHealth;
import io.telltale.TracingStats;
import io.telltale.internal.format.Acceptance;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.meters.Meters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells of what happens on the road, to everyone who wants to know: the log, the meters, and whoever asks for health.
 * Thread-safe; no method throws.
 */
final class Reporter implements AccountedStore.Observer, AsyncImmediateClient.RequestObserver {
    /** The last time that something was accepted, on both clocks. */
    private record Success(Instant when, long nanos) {}

    private static final int MOST_UNTOLD = 256;

    private final DeliveryLog log;
    private final String endpoint;
    private final String client;
    private final Ledger ledger;
    private final LongSupplier nanoClock;
    private final InstantSource wallClock;
    private final long startedNanos;

    /** Losses not yet on the log; any thread adds. The map is not changed after construction. */
    private final Map<DropReason, LongAdder> untoldDrops = new EnumMap<>(DropReason.class);

    /** Troubles not yet on the log, as far as there is room; the log sums up repeats anyway. */
    private final Queue<Runnable> untoldTroubles = new ArrayBlockingQueue<>(MOST_UNTOLD);

    /** Null until the road is whole. Written once. */
    private volatile @Nullable Meters meters;

    /** Null until the road is whole. Written once, before the courier steps. */
    private @Nullable PressureWatch pressure;

    // Written by the courier alone.
    private volatile @Nullable Success lastSuccess;
    private volatile @Nullable Trouble lastTrouble;
    private volatile @Nullable String lastFailure;
    private volatile boolean failing;
    private boolean outage;
    private long uploadedBefore;

    /**
     * @param endpoint as it may be shown
     * @param client the delivery that requests are tagged with
     */
    Reporter(
            DeliveryLog log,
            String endpoint,
            String client,
            Ledger ledger,
            LongSupplier nanoClock,
            InstantSource wallClock) {
        this.log = log;
        this.endpoint = endpoint;
        this.client = client;
        this.ledger = ledger;
        this.nanoClock = nanoClock;
        this.wallClock = wallClock;
        this.startedNanos = nanoClock.getAsLong();
        for (DropReason reason : DropReason.values()) {
            untoldDrops.put(reason, new LongAdder());
        }
    }

    void meters(Meters theMeters) {
        meters = theMeters;
    }

    void pressure(PressureWatch watch) {
        pressure = watch;
    }

    /** A request ended, whatever came of it. */
    @Override
    public void answered(HttpAnswer answer, long durationNanos) {
        Meters theMeters = meters;
        if (theMeters != null) {
            boolean success = answer.status() >= 200 && answer.status() < 300;
            theMeters.request(success ? "success" : "error", outcome(answer), client, durationNanos);
        }
    }

    private static String outcome(HttpAnswer answer) {
        if (answer.fault().isTls()) {
            return "tls";
        }
        return switch (answer.fault()) {
            case NONE -> answer.status() == 429 ? "429" : answer.status() / 100 + "xx";
            case DNS, CONNECT -> "connect";
            case TIMEOUT -> "timeout";
            default -> "io";
        };
    }

    @Override
    public void delivered(List<EncodedEvent> events) {
        Meters theMeters = meters;
        if (theMeters == null) {
            return;
        }
        long now = nanoClock.getAsLong();
        for (EncodedEvent event : events) {
            theMeters.delivery(Math.max(0, now - event.endNanos()));
        }
    }

    @Override
    public void dropped(DropReason reason, long events) {
        requireNonNull(untoldDrops.get(reason)).add(events);
    }

    @Override
    public void storeFailed(Throwable failure) {
        notice(Trouble.STORE, failure);
    }

    /** The endpoint accepted a request of so many events, or part of it. The courier alone. */
    void accepted(Acceptance acceptance, int events, long now) {
        lastSuccess = new Success(Instant.ofEpochMilli(wallClock.millis()), now);
        failing = false;
        if (acceptance.rejected() < events) {
            log.firstAcknowledged(endpoint, Duration.ofNanos(now - startedNanos));
        }
        if (acceptance.isWebPage()) {
            log.failure(Trouble.WEB_PAGE, Trouble.WEB_PAGE.inWords());
        }
        String message = acceptance.message();
        if (message != null) {
            Trouble kind = acceptance.rejected() > 0 ? Trouble.PARTLY_REJECTED : Trouble.RECEIVER_WARNS;
            log.failure(kind, kind.inWords() + " (" + Sentences.quoted(message) + ")");
        }
    }

    /** Part of a batch had an answer, and the rest goes on by itself. The courier alone. */
    void divided(Answer answer) {
        if (!answer.isDelivered()) {
            Trouble trouble = Trouble.of(answer.http());
            log.failure(trouble, trouble.inWords(answer.http()));
        }
    }

    /** A batch could not be delivered and is back in the store. The courier alone. */
    void setback(Answer answer) {
        if (answer.meaning() == Answer.Meaning.NOT_PERMITTED) {
            return; // what shut the gate was told when it happened
        }
        if (!outage) {
            outage = true;
            uploadedBefore = ledger.uploadedTotal();
        }
        Trouble trouble = answer.meaning() == Answer.Meaning.REFUSED ? Trouble.ALL_REFUSED : Trouble.of(answer.http());
        String words = trouble.inWords(answer.http());
        lastTrouble = trouble;
        lastFailure = words;
        failing = true;
        log.failure(trouble, words);
    }

    /** The backlog of an outage has left. The courier alone. */
    void recovered() {
        outage = false;
        log.recovered(ledger.uploadedTotal() - uploadedBefore);
    }

    /** Nothing more is sent until somebody says so. The courier alone. */
    void paused() {
        log.paused();
    }

    /** Sending goes on, with so many stored events. The courier alone. */
    void resumed(int stored) {
        log.resumed(stored);
    }

    /** Tracing is being closed while nothing may be sent. */
    void closingPaused() {
        log.closingPaused();
    }

    /** The library itself failed somewhere. */
    void trouble(Throwable failure) {
        notice(Trouble.INTERNAL, failure);
    }

    private void notice(Trouble trouble, Throwable failure) {
        String what = trouble.inWords() + " (" + failure.getClass().getName() + ")";
        boolean unused = untoldTroubles.offer(() -> log.failure(trouble, what)); // one of 256 alike is no loss
    }

    /** Writes what there is to tell by now. The courier alone. */
    void tell() {
        tellNoted();
        if (pressure != null) {
            pressure.look();
        }
        log.summarize();
    }

    /** Writes what others noted: an appender that blocks must not hold a traced call. */
    private void tellNoted() {
        untoldDrops.forEach((reason, untold) -> log.dropped(reason, untold.sumThenReset()));
        for (Runnable notice = untoldTroubles.poll(); notice != null; notice = untoldTroubles.poll()) {
            notice.run();
        }
    }

    /** Writes all that is left to tell, and what became of everything. */
    void close(TracingStats last) {
        tellNoted();
        log.close();
        log.closed(last);
    }

    /** Nanoseconds since the last success; negative before the first. */
    long sinceSuccessNanos() {
        Success success = lastSuccess;
        return success == null ? -1 : Math.max(0, nanoClock.getAsLong() - success.nanos());
    }

    TracingHealth.State state() {
        if (failing) {
            return TracingHealth.State.FAILING;
        }
        return lastSuccess == null ? TracingHealth.State.IDLE : TracingHealth.State.DELIVERING;
    }

    @Nullable Instant lastSuccess() {
        Success success = lastSuccess;
        return success == null ? null : success.when();
    }

    @Nullable String lastFailure() {
        return lastFailure;
    }

    @Nullable String whatToCheck() {
        Trouble trouble = lastTrouble;
        return trouble == null ? null : trouble.remedy();
    }
}
