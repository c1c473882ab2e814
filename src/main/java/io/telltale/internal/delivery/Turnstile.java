package io.telltale.internal.delivery;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Where callers go in until it is sealed, and which knows how many are inside. Thread-safe, lock-free. */
final class Turnstile {
    private static final int SEAL = 1 << 30;
    private static final int PATIENCE = 1_000;
    private static final long PAUSE_NANOS = 100_000;

    /** How many callers are inside, and the seal. */
    private final AtomicInteger inside = new AtomicInteger();

    /** Whether the caller may go in; whoever may {@linkplain #leave leaves} again. */
    boolean enter() {
        if ((inside.getAndIncrement() & SEAL) == 0) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        inside.decrementAndGet();
    }

    /** Turns callers away from now on, and waits a moment for those that are inside: microseconds of their own work. */
    void seal() {
        inside.getAndUpdate(callers -> callers | SEAL);
        for (int i = 0; inside.get() != SEAL && i < PATIENCE; i++) {
            LockSupport.parkNanos(PAUSE_NANOS); // a user's store that blocks must not keep tracing from closing
        }
    }
}
