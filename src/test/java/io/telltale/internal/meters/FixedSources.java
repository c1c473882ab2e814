package io.telltale.internal.meters;

import java.util.List;

/** Figures that a test can set, each different from the others. */
final class FixedSources implements MeterSources {
    volatile long recorded = 100;
    volatile double undeliveredAge = 1.5;
    volatile boolean failing;
    volatile double storeDiskBytes = 8_192;

    @Override
    public long recorded() {
        if (failing) {
            throw new IllegalStateException("figures fail");
        }
        return recorded;
    }

    @Override
    public long delivered() {
        return 70;
    }

    @Override
    public long spilled() {
        return 20;
    }

    @Override
    public long uploaded() {
        return 15;
    }

    @Override
    public List<String> dropReasons() {
        return List.of("store_full", "closed");
    }

    @Override
    public long dropped(String reason) {
        return reason.equals("store_full") ? 4 : 3;
    }

    @Override
    public long storeEvents() {
        return 11;
    }

    @Override
    public long storeBytes() {
        return 1_234;
    }

    @Override
    public double storeFill() {
        return 0.25;
    }

    @Override
    public double storeDiskBytes() {
        return storeDiskBytes;
    }

    @Override
    public long laneBytes() {
        return 4_096;
    }

    @Override
    public long laneEvents() {
        return 12;
    }

    @Override
    public int activeRequests() {
        return 2;
    }

    @Override
    public int maxRequests() {
        return 4;
    }

    @Override
    public int breakerState() {
        return 1;
    }

    @Override
    public long callsNotPermitted() {
        return 9;
    }

    @Override
    public double undeliveredAgeSeconds() {
        if (failing) {
            throw new IllegalStateException("figures fail");
        }
        return undeliveredAge;
    }

    @Override
    public double successAgeSeconds() {
        return 2.5;
    }
}
