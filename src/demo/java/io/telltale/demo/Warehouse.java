package io.telltale.demo;

import io.telltale.Capture;
import io.telltale.TraceTag;
import io.telltale.Traced;

/** Where an order's goods are. */
@Traced(arguments = Capture.ON)
interface Warehouse {
    void reserve(@TraceTag("order.id") long order, String article, int count);

    String pack(@TraceTag("order.id") long order);

    /** What was packed for an order that nobody pays. */
    void putBack(@TraceTag("order.id") long order);
}
