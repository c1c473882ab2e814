package shop;

import io.telltale.Tracing;
import java.time.Duration;

public final class Shop {
    private Shop() {}

    public static void main(String[] args) {
        Tracing tracing = Tracing.fromEnvironment();
        OrderService orders = tracing.trace(OrderService.class, new DefaultOrderService());
        orders.place("book", 2);
        boolean delivered = tracing.flush(Duration.ofSeconds(5));
        tracing.close();
        System.exit(delivered ? 0 : 1);
    }
}
