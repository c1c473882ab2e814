package io.telltale.demo;

import io.telltale.Capture;
import io.telltale.Redact;
import io.telltale.TraceTag;
import io.telltale.Traced;

/** Whom the payments ask before they charge. */
@Traced(arguments = Capture.ON)
interface Bank {
    void verify(@TraceTag("order.id") long order, @Redact String card);
}
