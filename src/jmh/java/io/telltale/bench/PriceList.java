package io.telltale.bench;

import io.telltale.Traced;

/** A service with one argument and one result, whose own work costs nothing. */
@Traced
public interface PriceList {
    double priceOf(long product);
}
