package io.telltale.internal.delivery;

import io.telltale.EncodedEvent;
import io.telltale.EventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Moves events on: takes them from the lane, encodes them into the store, leases batches, hands them to the client, and
 * settles what comes back. All of it happens in {@link #step}, on one thread at a time, so what it keeps needs no lock;
 * others reach it by {@link #execute}.
 */
final class Courier {
    /** A request that takes longer than this no longer keeps the events behind it waiting, while slots are free. */
    static final long OVERLAP = Duration.ofMillis(50).toNanos();

    /** How often losses and troubles that callers noted are looked for. */
    private static final long TELL_INTERVAL = Duration.ofMillis(100).toNanos();

    /** How long a store that has events but gives none, or throws, is left alone. */
    private static final long LEASE_PAUSE = Duration.ofSeconds(1).toNanos();

    private static final long NEVER = Long.MAX_VALUE;

    // Collaborators
    private final Lane lane;
    private final Unloader unloader;
    private final AccountedStore store;
    private final AsyncImmediateClient client;
    private final Gate gate;
    private final Tickets tickets;
    private final Epochs epochs;
    private final Reporter reporter;
    private final Pulse pulse;
    private final LongSupplier nanoClock;
    private final long uploadInterval;

    // The courier's own state
    private final BatchLimits limits;
    private final Pacer pacer;
    private final Flights flights;
    private final List<Flush> flushes = new ArrayList<>();

    /** Whether what waits is to leave now: an urgent event came, the interval is over, the endpoint showed life. */
    private boolean due;

    /** Whether the last shipment failed: one request at a time until one succeeds. */
    private boolean cautious;

    /** Whether a backlog of an outage is still to leave. */
    private boolean recovering;

    /** How many more shipments carry the rest of that backlog; the success of the last one ends the outage. */
    private int restOfBacklog;

    /** Whether the gate was paused when it was looked at last: all of a step goes by one look. */
    private boolean paused;

    /** Whether no request is made any more. */
    private boolean ending;

    private long leases;
    private long nextUpload;
    private long nextTell;
    private long lastActivity;

    /** No lease before this: the store had events but gave none. */
    private long leaseAgain;

    /** Work handed over by other threads: answers, at most one a slot, and flushes, at most one a waiting caller. */
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

    /** The thread that steps, to be woken. Set once before the first step. */
    private volatile Runnable waker = () -> {};

    Courier(
            Lane lane,
            Unloader unloader,
            AccountedStore store,
            AsyncImmediateClient client,
            Gate gate,
            Tickets tickets,
            Epochs epochs,
            Reporter reporter,
            Pulse pulse,
            BatchLimits limits,
            Pacer pacer,
            Flights flights,
            Duration uploadInterval,
            LongSupplier nanoClock) {
        this.lane = lane;
        this.unloader = unloader;
        this.store = store;
        this.client = client;
        this.gate = gate;
        this.tickets = tickets;
        this.epochs = epochs;
        this.reporter = reporter;
        this.pulse = pulse;
        this.limits = limits;
        this.pacer = pacer;
        this.flights = flights;
        this.uploadInterval = uploadInterval.toNanos();
        this.nanoClock = nanoClock;
        long now = nanoClock.getAsLong();
        this.lastActivity = now - Pacer.GAP;
        this.nextTell = now;
        this.leaseAgain = now;
        this.nextUpload = now; // what a persistent store held at the start leaves at once
    }

    /** Says how to wake the thread that steps. */
    void wakeWith(Runnable wake) {
        waker = wake;
    }

    /** Wakes the thread that steps. Any thread. */
    void wake() {
        waker.run();
    }

    /** Has the courier do something in its next step. Any thread. */
    void execute(Runnable work) {
        inbox.add(work);
        wake();
    }

    /** Completes with true once all that was recorded before is delivered, with false if some of it was lost. Any thread. */
    CompletableFuture<Boolean> flush() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        execute(() -> {
            Flush flush = new Flush(epochs.unsettled(), done);
            unloader.takeAll(isSpilling());
            epochs.next();
            flushes.add(flush);
            if (!paused) {
                gate.allowProbe();
            }
        });
        return done;
    }

    /** Lets what a failure has held up leave without waiting for the interval: the endpoint took something. Any thread. */
    void endpointIsBack() {
        execute(() -> due |= cautious);
    }

    /**
     * Does what there is to do now.
     *
     * @return how long to sleep unless woken, in nanoseconds; 0: not at all
     */
    long step() {
        lane.awake();
        heedPause();
        runInbox();
        boolean more = unload();
        long now = nanoClock.getAsLong();
        if (now - nextUpload >= 0) {
            due = true;
            nextUpload = now + uploadInterval;
        }
        giveUpOnSilence(now);
        sendWhatMay(now, more);
        flushes.removeIf(Flush::concluded);
        if (paused && flights.isEmpty()) {
            giveUpFlushes();
        }
        publish(now);
        if (now - nextTell >= 0) {
            reporter.tell();
            nextTell = now + TELL_INTERVAL;
        }
        return more ? 0 : timeToSleep(now);
    }

    private void heedPause() {
        if (paused == gate.isPaused()) {
            return;
        }
        paused = !paused;
        if (paused) {
            tickets.releaseAll();
            reporter.paused();
        } else {
            unloader.takeAll(true); // what came during the pause is a backlog wherever it waits
            recovering |= !store.isEmpty();
            due = true;
            reporter.resumed(store.size());
        }
    }

    private void runInbox() {
        for (Runnable work = inbox.poll(); work != null; work = inbox.poll()) {
            work.run();
        }
    }

    /** True if the lane may hold more. */
    private boolean unload() {
        due |= lane.takeUrgent();
        pacer.elapsed(nanoClock.getAsLong());
        int taken = unloader.takeSome(isSpilling());
        if (taken > 0) {
            lastActivity = nanoClock.getAsLong();
        }
        return Unloader.mayBeMore(taken);
    }

    /** Whether what comes now goes to the store because it can't be sent. */
    private boolean isSpilling() {
        return cautious || paused;
    }

    /** @param more whether the lane may hold events that came with those that are due */
    private void sendWhatMay(long now, boolean more) {
        while (untilNextSend(now) <= 0) {
            List<EncodedEvent> leased = store.lease(atOnce(), limits.bytes());
            if (leased.isEmpty()) {
                leaseAgain = now + LEASE_PAUSE;
                return;
            }
            pacer.sent(now, recovering);
            lastActivity = now;
            send(new Shipment(leased, store, limits, leases++, now), now);
        }
        if (store.isEmpty() && !more) {
            due = false;
        }
    }

    /** At the smallest limit two, so that an event that fails has a neighbour to be held against. */
    private int atOnce() {
        return Math.max(2, limits.events());
    }

    /** How long until the next batch may leave, as far as is known now. */
    private long untilNextSend(long now) {
        if (paused || store.isEmpty() || flights.isFull()) {
            return NEVER;
        }
        long held = flushes.isEmpty() ? gate.waitNanos(now) : gate.leastWaitNanos(now);
        long wait = Math.max(held, leaseAgain - now);
        if (!flights.isEmpty()) {
            if (cautious || !gate.isClosed()) {
                return NEVER;
            }
            if (!isFull()) {
                wait = Math.max(wait, overlapsAt() - now);
            }
        }
        if (flushes.isEmpty() && !gate.isOpen()) { // an open breaker says itself when to probe, with its jitter
            boolean atOnce = isFull() || tickets.isAnyoneWaiting(); // a caller who waits is not to wait for company
            wait = Math.max(wait, pacer.waitNanos(now, atOnce, recovering));
            if (!due && gate.isClosed()) {
                wait = Math.max(wait, nextUpload - now);
            }
        }
        return wait;
    }

    private boolean isFull() {
        int waiting = store.size();
        return waiting >= limits.events() || bodiesOf(waiting) >= limits.bytes();
    }

    /** The store tells the room that waiting and leased events take, overhead included; a batch is measured in bodies. */
    private long bodiesOf(int waiting) {
        return store.bytes() - flights.room() - (long) waiting * EventStore.OVERHEAD_BYTES;
    }

    private long overlapsAt() {
        return flights.oldest().shipment.startedNanos() + OVERLAP;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its last step hands over to the inbox, which never throws
    private void send(Shipment shipment, long now) {
        Flight flight = flights.begin(shipment, now);
        if (ending) {
            return;
        }
        client.send(flight.batch, flight::isGivenUp)
                .exceptionally(Answer::notSent)
                .thenAccept(answer -> execute(() -> answered(flight, answer)));
    }

    private void answered(Flight flight, Answer answer) {
        if (!flights.end(flight)) {
            return; // it was given up on; its events are elsewhere by now
        }
        Shipment shipment = flight.shipment;
        long now = nanoClock.getAsLong();
        switch (shipment.answered(answer)) {
            case UNDER_WAY -> {
                reporter.divided(answer);
                pacer.sentPart();
                send(shipment, now);
            }
            case DONE -> progress();
            case FAILED -> setback(answer);
            case ALL_REFUSED -> {
                gate.fail();
                setback(answer);
            }
        }
        flights.keepWhatIsLeft(shipment);
        bringBack();
        if (answer.isDelivered()) {
            reporter.accepted(answer.acceptance(), flight.batch.size(), now);
        }
    }

    /** After a failure nothing is leased while others are under way, so what is left may wait for what they leave. */
    private void bringBack() {
        if (flights.isEmpty() || !cautious) {
            flights.bringBack();
        }
    }

    private void progress() {
        cautious = false;
        if (recovering) {
            due = true;
            recovering = isFull();
            restOfBacklog = flights.size() + (store.isEmpty() ? 0 : 1); // what waits is a batch, once it is not full
        } else {
            restOfBacklog = Math.max(0, restOfBacklog - 1);
        }
        if (!recovering && restOfBacklog == 0) {
            reporter.recovered();
        }
    }

    private void setback(Answer answer) {
        cautious = true;
        recovering = true;
        due = answer.retryAfter() != null; // the server named the time to come back; otherwise the interval does
        tickets.releaseAll();
        reporter.setback(answer);
    }

    /** An answer can fail to come, for all that bounds a request: a name look-up has no time-out. */
    private void giveUpOnSilence(long now) {
        if (flights.giveUpOverdue(now)) {
            gate.fail(); // the permit will never be settled
            setback(Answer.silence());
        }
        bringBack();
    }

    private void publish(long now) {
        EncodedEvent waiting = store.oldest();
        Pulse.Age oldest = new Pulse.Age();
        if (waiting != null) {
            oldest.include(waiting.endNanos());
        }
        flights.includeIn(oldest);
        pulse.oldestEvent(oldest);
        pulse.requests(flights.size(), flights.isEmpty() ? now : flights.oldest().sentNanos);
        pulse.heldUp(isSpilling() || recovering || gate.waitNanos(now) > 0);
    }

    /** After some activity events gather for a moment; after a pause the first one wakes the courier. */
    private long timeToSleep(long now) {
        long wait = Math.min(nextUpload - now, untilNextSend(now));
        long gathering = lastActivity + Pacer.GAP - now;
        if (!flights.isEmpty()) {
            gathering = Math.max(gathering, overlapsAt() - now);
            wait = Math.min(wait, flights.overdueAt() - now);
        }
        if (gathering > 0) {
            wait = Math.min(wait, gathering);
        }
        int company = company(now, gathering > 0);
        lane.wakeAt(company);
        boolean news = gathering > 0 ? lane.size() >= company : lane.hasNews();
        return news || !inbox.isEmpty() ? 0 : Math.max(0, wait);
    }

    /** How many events are worth being woken for: while none may leave only as many as the lane asks for, to be stored. */
    private int company(long now, boolean gathering) {
        if (!gathering) {
            return 1;
        }
        boolean heldBack = paused || gate.waitNanos(now) > 0 || (cautious && !flights.isEmpty());
        return heldBack ? Lane.HALF_FULL : limits.events();
    }

    /** Ends all work: what is under way is given back, what remains is dropped unless the store outlives the process. */
    void end() {
        ending = true;
        runInbox();
        unloader.takeAll(isSpilling());
        flights.giveUpAll();
        flights.bringBack();
        if (!store.isPersistent()) {
            store.dropRest();
        }
        store.close();
        tickets.releaseAll();
        flushes.removeIf(Flush::concluded);
        giveUpFlushes();
        publish(nanoClock.getAsLong());
    }

    private void giveUpFlushes() {
        flushes.forEach(Flush::giveUp);
        flushes.clear();
    }
}
