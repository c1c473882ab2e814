package io.telltale.demo;

import io.telltale.Capture;
import io.telltale.Redact;
import io.telltale.TraceTag;
import io.telltale.Traced;
import java.util.concurrent.CompletableFuture;

/**
 * What the demonstration traces: each call tells its name, how long it took, how it ended and, asked for here, its
 * arguments. Who calls and who implements need not know.
 */
@Traced(arguments = Capture.ON)
interface OrderService {
    /** A synchronous method. */
    String place(@TraceTag("order.id") long order, String article, int count);

    /** A method that fails now and then. The card's number never leaves the process. */
    void pay(@TraceTag("order.id") long order, @Redact String card) throws PaymentDeclined;

    /** An asynchronous method: its event tells when the future completed, and how. */
    CompletableFuture<String> ship(@TraceTag("order.id") long order);

    /** The caller catches this very object, and the event tells its type, message and stack trace. */
    final class PaymentDeclined extends Exception {
        private static final long serialVersionUID = 1;

        PaymentDeclined(long order) {
            super("the bank declined order " + order);
        }
    }
}
