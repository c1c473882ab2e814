package io.telltale.demo;

import io.telltale.Capture;
import io.telltale.Redact;
import io.telltale.TraceTag;
import io.telltale.Traced;
import java.util.concurrent.CompletableFuture;

/** Where an order's money comes from. */
@Traced(arguments = Capture.ON)
interface Payments {
    /** An asynchronous method: its event tells when the future completed, and how. */
    CompletableFuture<String> charge(@TraceTag("order.id") long order, @Redact String card);
}
