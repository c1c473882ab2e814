package shop;

import io.telltale.Tracing;
import java.time.Duration;

public final class Shop {
    private Shop() {}

    public static void main(String[] args) {
        System.out.println("telltale is the module " + Tracing.class.getModule().getName());
        Tracing tracing = Tracing.fromEnvironment();
        OrderService orders = tracing.trace(OrderService.class, new DefaultOrderService());
        System.out.println(orders.place("book", 2));
        System.out.println(tracing.close(Duration.ofSeconds(5)));
    }
}
