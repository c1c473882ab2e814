package io.telltale.internal.delivery;

import java.util.concurrent.atomic.AtomicLong;

/** A number on a cache line of its own: who writes to another one does not slow down who reads this. */
@SuppressWarnings("unused") // that the fields are there is their use
final class PaddedLong extends AtomicLong {
    private static final long serialVersionUID = 1;

    // Two lines, since processors fetch them in pairs; what is before the value is the padding of the one before.
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
    private long p8;
    private long p9;
    private long p10;
    private long p11;
    private long p12;
    private long p13;
    private long p14;
    private long p15;

    PaddedLong() {}

    PaddedLong(long initial) {
        super(initial);
    }
}
