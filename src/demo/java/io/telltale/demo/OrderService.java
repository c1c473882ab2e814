package io.telltale.demo;

import io.telltale.Capture;
import io.telltale.Redact;
import io.telltale.TraceTag;
import io.telltale.Traced;

/**
 * What the demonstration traces, beside the services that this one calls: each call tells its name, how long it took, how
 * it ended, which call it was part of and, asked for here, its arguments. Who calls and who implements need not know.
 */
@Traced(arguments = Capture.ON)
interface OrderService {
    /** Reserves, charges and packs; fails now and then. The card's number never leaves the process. */
    String place(@TraceTag("order.id") long order, String article, int count, @Redact String card)
            throws PaymentDeclined;

    /** The caller catches this very object, and the event tells its type, message and stack trace. */
    final class PaymentDeclined extends Exception {
        private static final long serialVersionUID = 1;

        PaymentDeclined(long order) {
            super("the bank declined order " + order);
        }
    }
}
