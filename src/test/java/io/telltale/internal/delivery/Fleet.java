package io.telltale.internal.delivery;

import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Many instances of an application that call once a second each, through an outage of the endpoint that they share. The
 * endpoint answers by the time alone, so no instance matters to another: each runs in a virtual time of its own that
 * begins when all others do, one after the other in little memory, and their requests are added up by that time.
 */
final class Fleet {
    /** How the endpoint fails. */
    enum Outage {
        /** Connections are refused. */
        REFUSED,
        /** It answers 503. */
        UNAVAILABLE,
        /** It answers nothing, until the request times out. */
        SILENT,
        /** It answers 503 and names to everyone the same time to come back: its recovery. */
        NAMES_THE_TIME
    }

    /** Long enough for an instance to know its usual rate. */
    static final Duration BEGINS = Duration.ofMinutes(2);

    /** The last probe comes 90 s after recovery, 100 s where its request hung before, and the backlog leaves then. */
    private static final Duration AFTERMATH = Duration.ofMinutes(4);

    private static final Duration CALL_INTERVAL = Duration.ofSeconds(1);
    private static final int BINS_A_SECOND = 10;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final HttpAnswer OK = FakeEndpoint.status(200);

    private final int instances;
    private final Outage outage;
    private final Duration recovery;
    private final Duration end;

    /** Requests by the tenth of a second in which they arrived. */
    private final AtomicIntegerArray requests;

    private final AtomicLong slowestReturn = new AtomicLong();

    private Fleet(int instances, Outage outage, Duration length) {
        this.instances = instances;
        this.outage = outage;
        this.recovery = BEGINS.plus(length);
        this.end = recovery.plus(AFTERMATH);
        this.requests = new AtomicIntegerArray(bin(end) + BINS_A_SECOND);
    }

    /** Runs it all; every instance delivers every event exactly once, or this throws. */
    static Fleet through(Outage outage, Duration length, int instances, long seed) {
        Fleet fleet = new Fleet(instances, outage, length);
        IntStream.range(0, instances).parallel().forEach(i -> fleet.run(new Random(seed + i)));
        return fleet;
    }

    private void run(Random random) {
        random.nextLong(); // the first numbers of neighbouring seeds are alike
        VirtualTime time = new VirtualTime();
        FakeEndpoint endpoint = new FakeEndpoint(time);
        endpoint.answers(request -> answer(request.at, endpoint));
        VirtualRoad road = new VirtualRoad(time, endpoint, settings -> {
            settings.random = random::nextDouble;
            settings.laneEvents = 64;
            settings.eventBytes = 1;
        });
        road.advance(Duration.ofNanos((long) (random.nextDouble() * CALL_INTERVAL.toNanos())));
        while (time.elapsed().compareTo(end.minusSeconds(10)) < 0) {
            road.record(1);
            road.advance(CALL_INTERVAL);
        }
        road.advance(Duration.ofSeconds(8));
        road.assertAllDelivered();
        count(endpoint);
    }

    private HttpAnswer answer(Duration at, FakeEndpoint endpoint) {
        boolean down = at.compareTo(BEGINS) >= 0 && at.compareTo(recovery) < 0;
        endpoint.latency(down && outage == Outage.SILENT ? REQUEST_TIMEOUT : Duration.ofMillis(1));
        if (!down) {
            return OK;
        }
        return switch (outage) {
            case REFUSED -> FakeEndpoint.fault(Fault.CONNECT);
            case UNAVAILABLE -> FakeEndpoint.status(503);
            case SILENT -> FakeEndpoint.fault(Fault.TIMEOUT);
            case NAMES_THE_TIME ->
                FakeEndpoint.retryAfter(
                        503, Long.toString(recovery.minus(at).plusMillis(999).toSeconds()));
        };
    }

    private void count(FakeEndpoint endpoint) {
        boolean returned = false;
        for (Duration at : endpoint.times()) {
            requests.incrementAndGet(bin(at));
            if (!returned && at.compareTo(recovery) >= 0) {
                returned = true;
                slowestReturn.accumulateAndGet(at.minus(recovery).toMillis(), Math::max);
            }
        }
    }

    private static int bin(Duration at) {
        return (int) (at.toMillis() * BINS_A_SECOND / 1_000);
    }

    /** The most requests in any second between, as a multiple of one request an instance. */
    private double peak(Duration from, Duration to) {
        int most = 0;
        for (int first = bin(from); first + BINS_A_SECOND <= bin(to); first++) {
            int inSecond = 0;
            for (int i = 0; i < BINS_A_SECOND; i++) {
                inSecond += requests.get(first + i);
            }
            most = Math.max(most, inSecond);
        }
        return (double) most / instances;
    }

    double peakBefore() {
        return peak(BEGINS.minusSeconds(60), BEGINS);
    }

    double peakAfter() {
        return peak(recovery, end);
    }

    /** How long after recovery the last instance made its first request. */
    Duration slowestReturn() {
        return Duration.ofMillis(slowestReturn.get());
    }

    @Override
    public String toString() {
        return "%,d instances, %s for %s: before it at most %.2f requests a second and instance, in the outage %.2f,"
                        .formatted(instances, outage, recovery.minus(BEGINS), peakBefore(), peak(BEGINS, recovery))
                + " after it %.2f; all are back within %.1f s"
                        .formatted(peakAfter(), slowestReturn().toMillis() / 1e3);
    }
}
