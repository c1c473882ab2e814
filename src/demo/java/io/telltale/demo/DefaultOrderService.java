package io.telltale.demo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** An order service as anybody would write it: nothing in here knows that it, or what it calls, is traced. */
final class DefaultOrderService implements OrderService {
    private final Warehouse warehouse;
    private final Payments payments;

    DefaultOrderService(Warehouse warehouse, Payments payments) {
        this.warehouse = warehouse;
        this.payments = payments;
    }

    @Override
    public String place(long order, String article, int count, String card) throws PaymentDeclined {
        warehouse.reserve(order, article, count);
        CompletableFuture<String> receipt = payments.charge(order, card);
        // While the money is on its way.
        String parcel = warehouse.pack(order);
        try {
            return parcel + ", " + receipt.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PaymentDeclined declined) {
                warehouse.putBack(order);
                throw declined;
            }
            throw e;
        }
    }
}
