package io.telltale.bench;

import io.telltale.Traced;

/**
 * The service whose argument is a mutable bean. Apart from {@link Orders}, for a library that serializes beans loads more
 * for a service that takes some.
 */
@Traced
public interface BeanOrders {
    String placeBean(OrderBean order);
}
