package shop;

import io.telltale.Tracing;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public final class Shop {
    private Shop() {}

    public static void main(String[] args) {
        Tracing tracing = Tracing.fromEnvironment();
        OrderService orders = tracing.trace(OrderService.class, new DefaultOrderService());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                threads.execute(() -> orders.place("book", 2));
            }
        }
        System.out.println(tracing.close(Duration.ofSeconds(5)));
    }
}
