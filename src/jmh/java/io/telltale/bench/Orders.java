package io.telltale.bench;

import io.telltale.Traced;

/** The service whose calls every subject traces, each with one argument and one result. */
@Traced
public interface Orders {
    String place(String order);
}
