package io.telltale.bench;

import java.time.Duration;

/** One way to trace {@link Orders} and {@link BeanOrders}, set up as its users would. */
interface Subject extends AutoCloseable {
    /** Safe for several threads. */
    Orders orders();

    /** Safe for several threads. */
    BeanOrders beanOrders();

    /**
     * Sends what has not been sent.
     *
     * @return false if the subject itself says that something is left
     */
    boolean flush(Duration timeout);

    /** Leaves nothing behind: no thread, no connection. */
    @Override
    void close();
}
